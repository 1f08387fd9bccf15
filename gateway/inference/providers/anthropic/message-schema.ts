import { z } from "zod";

const count = z.int().min(0).nullish();
export const messageUsage = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});
export type MessageUsage = z.infer<typeof messageUsage>;

const block = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  thinking: z.string().nullish(),
  id: z.string().nullish(),
  name: z.string().nullish(),
  input: z.unknown().optional(),
});

/** A whole answer of the Messages API. */
export const message = z.looseObject({
  id: z.string(),
  content: z.array(block),
  stop_reason: z.string().nullish(),
  usage: messageUsage.nullish(),
});

/** One event of its stream, whatever kind; unknown kinds are passed over. */
export const messageEvent = z.looseObject({
  type: z.string(),
  index: z.int().nullish(),
  message: z.looseObject({ id: z.string(), usage: messageUsage.nullish() }).nullish(),
  content_block: block.nullish(),
  delta: z
    .looseObject({
      type: z.string().nullish(),
      text: z.string().nullish(),
      thinking: z.string().nullish(),
      partial_json: z.string().nullish(),
      stop_reason: z.string().nullish(),
    })
    .nullish(),
  usage: messageUsage.nullish(),
});
export type MessageEvent = z.infer<typeof messageEvent>;

/** Why the model stopped, in OpenAI's words. */
export function finishReasonOf(stopReason: string | null | undefined): string {
  switch (stopReason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool_calls";
    case "refusal":
      return "content_filter";
    default:
      return "stop";
  }
}

/** Tokens read from and written to the cache are prompt tokens; those read are the cached ones. */
export function usageOf(usage: MessageUsage): Record<string, unknown> | undefined {
  if (typeof usage.input_tokens !== "number") return undefined;
  const cachedTokens = usage.cache_read_input_tokens ?? 0;
  const promptTokens = usage.input_tokens + cachedTokens + (usage.cache_creation_input_tokens ?? 0);
  const completionTokens = usage.output_tokens ?? 0;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
