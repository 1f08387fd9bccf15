import { z } from "zod";

// Of a chat completion, what the Messages API has a word for. Objects are loose: what a client adds
// beside it is ignored, as OpenAI's servers do.

const cached = { cache_control: z.looseObject({ type: z.string() }).nullish() };
const textPart = z.looseObject({ type: z.literal("text"), text: z.string(), ...cached });
const refusalPart = z.looseObject({ type: z.literal("refusal"), refusal: z.string() });
const imagePart = z.looseObject({
  type: z.literal("image_url"),
  image_url: z.looseObject({ url: z.string({ error: "image_url.url must be a string" }) }),
  ...cached,
});

const unsupportedPart = "this model takes parts of type text and image_url only";
const userContent = z.union([
  z.string(),
  z.array(z.discriminatedUnion("type", [textPart, imagePart], { error: unsupportedPart })),
]);
const textContent = z.union([z.string(), z.array(textPart)], {
  error: "content must be a string or a list of text parts",
});

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal("function", { error: "tool_calls must be of type function" }),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

export const chatMessage = z.discriminatedUnion(
  "role",
  [
    z.looseObject({ role: z.enum(["system", "developer"]), content: textContent }),
    z.looseObject({ role: z.literal("user"), content: userContent }),
    z.looseObject({
      role: z.literal("assistant"),
      content: z
        .union([z.string(), z.array(z.discriminatedUnion("type", [textPart, refusalPart]))])
        .nullish(),
      tool_calls: z.array(toolCall).nullish(),
    }),
    z.looseObject({ role: z.literal("tool"), tool_call_id: z.string(), content: textContent }),
  ],
  { error: "role must be system, developer, user, assistant or tool" },
);
export type ChatMessage = z.infer<typeof chatMessage>;

const tool = z.looseObject({
  type: z.literal("function", { error: "tools must be of type function" }),
  function: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
  ...cached,
});

const toolChoice = z.union(
  [
    z.enum(["auto", "none", "required"]),
    z.looseObject({
      type: z.literal("function"),
      function: z.looseObject({ name: z.string() }),
    }),
  ],
  { error: "tool_choice must be auto, none, required or a function" },
);

/** What would change the answer and can't be asked for is refused, never dropped. */
const notHere = (name: string) =>
  z
    .unknown()
    .refine((value) => value === null || value === false, {
      error: `${name} is not supported by this model`,
    })
    .optional();
const onlyZero = (name: string) =>
  z.literal(0, { error: `${name} is not supported by this model` }).nullish();

const tokens = (name: string) =>
  z
    .int({ error: `${name} must be a whole number` })
    .min(1, `${name} must be at least 1`)
    .nullish();

/** All but the messages, which may be many: they are read one by one. */
export const chatBody = z.looseObject({
  max_tokens: tokens("max_tokens"),
  max_completion_tokens: tokens("max_completion_tokens"),
  temperature: z
    .number({ error: "temperature must be a number" })
    .min(0, "temperature must be at least 0")
    .max(1, "temperature must be at most 1 for this model")
    .nullish(),
  top_p: z.number({ error: "top_p must be a number" }).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  user: z.string().nullish(),
  /** Its own parameters, for clients that know it. */
  top_k: z.int().nullish(),
  thinking: z.looseObject({ type: z.string() }).nullish(),
  n: z.literal(1, { error: "n must be 1 for this model" }).nullish(),
  response_format: z
    .looseObject({
      type: z.literal("text", { error: "response_format must be text for this model" }),
    })
    .nullish(),
  frequency_penalty: onlyZero("frequency_penalty"),
  presence_penalty: onlyZero("presence_penalty"),
  logprobs: notHere("logprobs"),
  top_logprobs: notHere("top_logprobs"),
  logit_bias: notHere("logit_bias"),
  audio: notHere("audio"),
  prediction: notHere("prediction"),
  web_search_options: notHere("web_search_options"),
  functions: notHere("functions"),
  function_call: notHere("function_call"),
});
export type ChatBody = z.infer<typeof chatBody>;
