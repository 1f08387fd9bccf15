import type { ErrorDetail } from "@/gateway/contracts/error";
import {
  type CreateGroupBody,
  createGroupBody,
  type LimitEnforcement,
} from "@/gateway/contracts/group";
import { toDetails } from "@/gateway/contracts/leaves/to-details";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { formatFieldError } from "@/lib/format/field-error";
import { type FieldProblem, placeDetail, type SlugLimits, toModels } from "@/lib/limits/limit-form";

export interface NewGroupForm {
  name: string;
  externalId: string;
  limits: SlugLimits[];
  /** Roots only; below a parent its mode holds. */
  enforcement: LimitEnforcement;
}

export interface ParentGroup {
  id: string;
  label: string;
  enforcement: LimitEnforcement;
  /** What the new group is proposed to call as well: as a rule a team calls what its parent may. */
  slugs?: string[];
}

export interface NewGroupProblems {
  name?: string | undefined;
  externalId?: string | undefined;
  models?: string | undefined;
  limits: FieldProblem[];
}

/** Body of create as the form means it, checked by the contract. */
export function newGroupBody(
  form: NewGroupForm,
  parent: ParentGroup | null,
): { ok: true; body: CreateGroupBody } | { ok: false; problems: NewGroupProblems } {
  const read = toModels([], form.limits);
  // What is wrong elsewhere is said together with limits that are no numbers.
  const models = read.ok ? read.models : form.limits.map(({ slug }) => emptyModel(slug));
  const checked = createGroupBody.safeParse(unchecked(form, parent, models));
  if (checked.success && read.ok) return { ok: true, body: checked.data };
  const details = toDetails(checked.error?.issues ?? []);
  const problems = newGroupProblems(details, models);
  if (read.ok) return { ok: false, problems };
  // A slug that is none is found by both.
  const isSaid = ({ slug, field }: FieldProblem) =>
    read.problems.some((said) => said.slug === slug && said.field === field);
  const limits = [...read.problems, ...problems.limits.filter((problem) => !isSaid(problem))];
  return { ok: false, problems: { ...problems, limits } };
}

const emptyModel = (slug: string): DeclaredModel => ({ slug, rate_limits: [], usage_limits: [] });

/** For "copy as curl": what would be sent, finished or not. */
export function draftBody(form: NewGroupForm, parent: ParentGroup | null): unknown {
  const read = toModels([], form.limits);
  return unchecked(form, parent, read.ok ? read.models : []);
}

function unchecked(form: NewGroupForm, parent: ParentGroup | null, models: DeclaredModel[]) {
  const name = form.name.trim();
  return {
    metadata: { external_entity_id: form.externalId.trim(), ...(name ? { name } : {}) },
    models,
    hierarchy: {
      parent_group_id: parent?.id ?? null,
      limit_enforcement: parent?.enforcement ?? form.enforcement,
    },
  };
}

/** The API's field errors at the inputs that they are about. */
export function newGroupProblems(
  details: readonly ErrorDetail[],
  models: readonly DeclaredModel[],
): NewGroupProblems {
  const problems: NewGroupProblems = { limits: [] };
  for (const { path, message } of details) {
    const say = (label: string) => formatFieldError({ path, message }, label);
    if (path === "metadata.name") problems.name ??= say("Name");
    else if (path === "metadata.external_entity_id") problems.externalId ??= say("External ID");
    else if (path === "models")
      problems.models ??= models.length === 0 ? "Add at least one model" : message;
    else if (path.startsWith("models.")) {
      problems.limits.push(placeDetail(models, { path, message }));
    }
  }
  return problems;
}

/** What stands at an input needs not be said of the whole form too. */
export function isShownAtField(path: string): boolean {
  return (
    path.startsWith("metadata.") || path === "models" || /^models\.\d+\.\w+_limits\./.test(path)
  );
}
