import {
  type CreateEndpointBody,
  createEndpointBody,
  type Endpoint,
  patchEndpointBody,
  provider,
} from "@/gateway/contracts/endpoint";
import type { ErrorDetail } from "@/gateway/contracts/error";
import { toDetails } from "@/gateway/contracts/leaves/to-details";
import { type Provider, targetFieldsOf } from "@/gateway/contracts/providers/providers";
import {
  type TargetField,
  targetDefaults,
  targetFields,
} from "@/gateway/contracts/providers/target-fields";
import { formatFieldError } from "@/lib/format/field-error";

/** What the endpoint forms hold: flat text, one name per input. Blank = not sent. */
export interface EndpointFormValues {
  slug: string;
  region: string;
  provider: Provider;
  model_id: string;
  environment_name: string;
  base_url: string;
  base_path: string;
  secret_id: string;
  target_model: string;
  project_id: string;
  location: string;
}
export type EndpointFormField = keyof EndpointFormValues;

export const emptyEndpointForm: EndpointFormValues = {
  slug: "",
  region: "UNRESTRICTED",
  provider: "BASETEN",
  model_id: "",
  environment_name: "",
  base_url: "",
  base_path: "",
  secret_id: "",
  target_model: "",
  project_id: "",
  location: "",
};

/** What the form calls its fields, for the words of its messages too. */
export const fieldLabels: Record<EndpointFormField | "vertex_config", string> = {
  slug: "Slug",
  region: "Region",
  provider: "Provider",
  model_id: "Model ID",
  environment_name: "Environment",
  base_url: "Base URL",
  base_path: "Base path",
  secret_id: "Secret",
  target_model: "Target model",
  project_id: "Vertex project",
  location: "Vertex location",
  vertex_config: "Vertex address",
};

/** A rule of the API in the form's words: `base_url must …` becomes `Base URL must …`. */
export function inFormWords(detail: ErrorDetail): string {
  const name = detail.path.split(".").at(-1) ?? "";
  return isLabelled(name) ? formatFieldError(detail, fieldLabels[name]) : detail.message;
}

function isLabelled(name: string): name is keyof typeof fieldLabels {
  return Object.hasOwn(fieldLabels, name);
}

/** The fields to show for a provider, in the contract's order, and whether each must be filled. */
export function fieldsShownFor(name: Provider): { field: TargetField; isRequired: boolean }[] {
  return targetFields
    .filter((field) => targetFieldsOf[name][field] !== "forbidden")
    .map((field) => ({ field, isRequired: targetFieldsOf[name][field] === "required" }));
}

/** Body of create as the form stands now; not checked yet (see checkCreate). */
export function toCreateBody(values: EndpointFormValues) {
  return { slug: given(values.slug), region: values.region, targets: [toTarget(values)] };
}

/** Body of a re-point as the form stands now: the whole target list is replaced. */
export function toRepointBody(values: EndpointFormValues) {
  return { targets: [toTarget(values)] };
}

/** Only what the provider knows, so a value typed before switching providers is never sent. */
export function toTarget(values: EndpointFormValues) {
  const sent: Record<TargetField, unknown> = {
    secret_id: given(values.secret_id),
    target_model: given(values.target_model),
    base_url: given(values.base_url),
    base_path: given(values.base_path),
    model_id: given(values.model_id),
    environment_name: given(values.environment_name),
    vertex_config:
      given(values.project_id) || given(values.location)
        ? { project_id: given(values.project_id), location: given(values.location) }
        : undefined,
  };
  const shown = fieldsShownFor(values.provider).map(({ field }) => [field, sent[field]] as const);
  return {
    provider: values.provider,
    ...Object.fromEntries(shown.filter(([, value]) => value !== undefined)),
  };
}

/** The form of an existing endpoint. A provider this dashboard does not know starts blank. */
export function toForm(endpoint: Endpoint): EndpointFormValues {
  const target = endpoint.targets[0];
  const known = provider.safeParse(target?.provider);
  return {
    slug: endpoint.slug,
    region: endpoint.region,
    provider: known.success ? known.data : emptyEndpointForm.provider,
    model_id: target?.model_id ?? "",
    environment_name: target?.environment_name ?? "",
    base_url: target?.base_url ?? "",
    base_path: target?.base_path ?? "",
    secret_id: target?.secret_id ?? "",
    target_model: target?.target_model ?? "",
    project_id: target?.vertex_config?.project_id ?? "",
    location: target?.vertex_config?.location ?? "",
  };
}

export type Checked<Body> = { ok: true; body: Body } | { ok: false; details: ErrorDetail[] };

export function checkCreate(values: EndpointFormValues): Checked<CreateEndpointBody> {
  const parsed = createEndpointBody.safeParse(toCreateBody(values));
  if (parsed.success) return { ok: true, body: parsed.data };
  return { ok: false, details: toDetails(parsed.error.issues) };
}

export function checkRepoint(
  values: EndpointFormValues,
): Checked<{ targets: CreateEndpointBody["targets"] }> {
  const parsed = patchEndpointBody.safeParse(toRepointBody(values));
  if (parsed.success && parsed.data.targets) {
    return { ok: true, body: { targets: parsed.data.targets } };
  }
  return { ok: false, details: parsed.success ? [] : toDetails(parsed.error.issues) };
}

/** The input that an API path such as `targets.0.vertex_config.location` belongs to. */
export function fieldOfPath(path: string): EndpointFormField | undefined {
  const name = path.replace(/^targets\.0\./, "").replace(/^vertex_config\./, "");
  if (name === "vertex_config") return "project_id";
  if (name === "targets") return "provider";
  return isFormField(name) ? name : undefined;
}

/** What every call adds to the base URL, as far as it is typed. */
export function calledPath(typed: string): string {
  const basePath = typed.trim() || targetDefaults.base_path;
  return `${basePath.replace(/\/$/, "")}/chat/completions`;
}

function isFormField(name: string): name is EndpointFormField {
  return name in emptyEndpointForm;
}

function given(value: string): string | undefined {
  const trimmed = value.trim();
  return trimmed === "" ? undefined : trimmed;
}
