import { type TargetField, targetFields } from "./target-fields";

interface ProviderRow {
  name: string;
  /** Fields of its targets; it has no others. */
  required: readonly TargetField[];
  optional: readonly TargetField[];
  /** Replaced by `GATEWAY_UPSTREAM_<name>`. null = its targets say where they are. */
  origin: string | null;
  /** What the form says beside its name. */
  hint: string;
}

/**
 * The providers, in the order in which forms offer them. How each is called:
 * `inference/providers/providers.ts`. Source: gateway API, "Endpoints", provider table.
 */
const rows = [
  {
    name: "BASETEN",
    required: ["model_id"],
    optional: ["environment_name", "target_model", "secret_id"],
    /** May hold {model_id} and {environment}. */
    origin: "https://model-{model_id}.api.baseten.co",
    hint: "A model deployed in your Baseten workspace",
  },
  {
    name: "BASETEN_MODEL_API",
    required: ["target_model"],
    optional: ["secret_id"],
    origin: "https://inference.baseten.co",
    hint: "A model of Baseten's shared model APIs",
  },
  {
    name: "OPENAI",
    required: ["secret_id", "target_model"],
    optional: [],
    origin: "https://api.openai.com",
    hint: "api.openai.com",
  },
  {
    name: "ANTHROPIC",
    required: ["secret_id", "target_model"],
    optional: [],
    origin: "https://api.anthropic.com",
    hint: "api.anthropic.com, spoken to in OpenAI's format",
  },
  {
    name: "OPENAI_COMPATIBLE",
    required: ["base_url", "secret_id", "target_model"],
    /** An extension: the hosted service knows no `base_path`. */
    optional: ["base_path"],
    origin: null,
    hint: "Any server with OpenAI's chat completions: vLLM, SGLang, TGI, llama.cpp…",
  },
  {
    name: "VERTEX",
    required: ["secret_id", "target_model", "vertex_config"],
    optional: [],
    /** May hold {location}. */
    origin: "https://{location}-aiplatform.googleapis.com",
    hint: "A model on Google Vertex AI",
  },
] as const satisfies readonly ProviderRow[];

export type Provider = (typeof rows)[number]["name"];
export type Presence = "required" | "optional" | "forbidden";

export const providers: readonly Provider[] = rows.map(({ name }) => name);

/** One value for each provider. */
export function byProvider<Value>(
  read: (row: ProviderRow & { name: Provider }) => Value,
): Record<Provider, Value> {
  const entries = rows.map((row): [Provider, Value] => [row.name, read(row)]);
  return Object.fromEntries(entries) as Record<Provider, Value>;
}

export const providerHints = byProvider(({ hint }) => hint);

/** Which fields each provider's target has. */
export const targetFieldsOf = byProvider(({ required, optional }) => {
  const presence = (field: TargetField): Presence =>
    required.includes(field) ? "required" : optional.includes(field) ? "optional" : "forbidden";
  const entries = targetFields.map((field) => [field, presence(field)]);
  return Object.fromEntries(entries) as Record<TargetField, Presence>;
});
