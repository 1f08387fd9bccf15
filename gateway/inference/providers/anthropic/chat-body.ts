import { z } from "zod";
import { invalidRequest } from "../../errors/inference-error";
import { toolChoice } from "./tool-choice";

// Of a chat completion, what the Messages API has a word for. Objects are loose: what a client adds
// inside of them is ignored, as OpenAI's servers do.

const fields = (error: string) => z.record(z.string(), z.unknown(), { error });
const cache = z
  .looseObject(
    { type: z.string({ error: "cache_control.type must be a string" }) },
    { error: "cache_control must be an object with a type" },
  )
  .nullish();

const tool = z.looseObject(
  {
    type: z.literal("function", {
      error: "tools must be of type function: this model has no others here",
    }),
    function: z.looseObject(
      {
        name: z.string({ error: "name must be a string" }),
        description: z.string({ error: "description must be a string" }).nullish(),
        parameters: fields("parameters must be a JSON schema").nullish(),
        strict: z.boolean({ error: "strict must be true or false" }).nullish(),
      },
      { error: "function must be an object with a name" },
    ),
    cache_control: cache,
  },
  { error: "tools must be objects" },
);

const jsonSchema = z.looseObject({
  type: z.literal("json_schema"),
  json_schema: z.looseObject(
    {
      description: z.string({ error: "description must be a string" }).nullish(),
      schema: fields("schema must be a JSON schema"),
    },
    { error: "json_schema must be an object with a schema" },
  ),
});
const responseFormat = z.discriminatedUnion(
  "type",
  [z.looseObject({ type: z.literal("text") }), jsonSchema],
  { error: "response_format must be text or json_schema for this model" },
);

const tokens = (name: string) =>
  z
    .int({ error: `${name} must be a whole number` })
    .min(1, `${name} must be at least 1`)
    .nullish();
const stopRule = "stop must be a string or a list of strings";
const stop = z.string({ error: stopRule });

/** All but the messages, which may be many: they are read one by one. */
const chatBody = z.object({
  max_tokens: tokens("max_tokens"),
  max_completion_tokens: tokens("max_completion_tokens"),
  temperature: z
    .number({ error: "temperature must be a number" })
    .min(0, "temperature must be at least 0")
    .max(2, "temperature must be at most 2")
    .nullish(),
  top_p: z.number({ error: "top_p must be a number" }).nullish(),
  stop: z.union([stop, z.array(stop)], { error: stopRule }).nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(tool, { error: "tools must be a list" }).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean({ error: "parallel_tool_calls must be true or false" }).nullish(),
  user: z.string({ error: "user must be a string" }).nullish(),
  n: z.literal(1, { error: "n must be 1 for this model" }).nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z
    .enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"], {
      error: "reasoning_effort must be none, minimal, low, medium, high, xhigh or max",
    })
    .nullish(),
  modalities: z
    .array(z.literal("text"), { error: "modalities must be text only for this model" })
    .nullish(),
  // Its own, for clients that know it.
  top_k: z.int({ error: "top_k must be a whole number" }).nullish(),
  thinking: z
    .looseObject(
      {
        type: z.string({ error: "thinking.type must be a string" }),
        budget_tokens: z.int({ error: "budget_tokens must be a whole number" }).nullish(),
      },
      { error: "thinking must be an object with a type" },
    )
    .nullish(),
  output_config: fields("output_config must be an object").nullish(),
  cache_control: cache,
  inference_geo: z.string({ error: "inference_geo must be a string" }).nullish(),
  service_tier: z.string({ error: "service_tier must be a string" }).nullish(),
});
export type ChatBody = z.infer<typeof chatBody>;

/** Said to the gateway, or hints that leave the answer as it is: left out. */
const leftOut = new Set([
  "model",
  "messages",
  "stream_options",
  "metadata",
  "seed",
  "store",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "verbosity",
]);

/** @throws InferenceError 400 for the first field that it has no word for, or that is wrong */
export function readChatBody(body: Readonly<Record<string, unknown>>): ChatBody {
  const asked: Record<string, unknown> = {};
  for (const name in body) if (!isEmpty(body[name])) asked[name] = body[name];
  const parsed = chatBody.safeParse(asked);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidRequest(issue?.message ?? "invalid request", issue?.path.join("."));
  }
  for (const [name, value] of Object.entries(body)) {
    if (name in chatBody.shape || leftOut.has(name) || saysNothing(name, value)) continue;
    throw invalidRequest(`${name} is not supported by this model`, name);
  }
  return parsed.data;
}

/** What clients send for "none": it asks for nothing, so nothing is missing without it. */
function saysNothing(name: string, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  // Without functions there is none to call; an empty object of options asks for a search.
  if (name === "function_call") return value === "none" || value === "auto";
  if (name === "web_search_options") return false;
  if (neutralAtOne.has(name) && value === 1) return true;
  return isEmpty(value) || value === false || value === 0;
}

const neutralAtOne = new Set(["repetition_penalty", "length_penalty", "typical_p", "best_of"]);

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === "";
}
