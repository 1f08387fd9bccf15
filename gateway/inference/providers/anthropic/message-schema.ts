import { z } from "zod";

// Lenient: what is of another kind than documented is as good as absent, and the rest still counts.
const count = z.int().min(0).nullish().catch(null);
const text = z.string().nullish().catch(null);

const messageUsage = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: z
    .looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })
    .nullish()
    .catch(null),
  output_tokens_details: z.looseObject({ thinking_tokens: count }).nullish().catch(null),
});
export type MessageUsage = z.infer<typeof messageUsage>;

const block = z.looseObject({
  type: z.string(),
  text,
  thinking: text,
  id: text,
  name: text,
  input: z.unknown().optional(),
});

const stopDetails = z.looseObject({ explanation: text }).nullish().catch(null);

/** A whole answer of the Messages API. Where a block lies in it says which input is whose. */
export const message = z.looseObject({
  id: text,
  content: z.array(block.catch({ type: "unknown" })),
  stop_reason: text,
  stop_details: stopDetails,
  usage: messageUsage.nullish().catch(null),
});

/** What is answered in the place of a message, whole or as an event. */
export const messageError = z.looseObject({ type: z.literal("error") });

/** One event of its stream, whatever kind; unknown kinds are passed over. */
export const messageEvent = z.looseObject({
  type: z.string(),
  index: z.int().nullish().catch(null),
  message: z
    .looseObject({ id: text, usage: messageUsage.nullish().catch(null) })
    .nullish()
    .catch(null),
  content_block: block.nullish().catch(null),
  delta: z
    .looseObject({
      type: text,
      text,
      thinking: text,
      partial_json: text,
      stop_reason: text,
      stop_details: stopDetails,
    })
    .nullish()
    .catch(null),
  usage: messageUsage.nullish().catch(null),
});
export type MessageEvent = z.infer<typeof messageEvent>;

/** Why the model stopped, in OpenAI's words. */
export function toFinishReason(stopReason: string | null | undefined, hasCalls: boolean): string {
  switch (stopReason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool_calls";
    case "refusal":
      return "content_filter";
    case null:
    case undefined:
      return hasCalls ? "tool_calls" : "stop";
    default:
      return "stop";
  }
}

/** What `message.refusal` says: why, as far as it is told; else what the model wrote instead. */
export function findRefusal(
  end: { stop_reason?: string | null; stop_details?: { explanation?: string | null } | null },
  written: string,
): string | null {
  if (end.stop_reason !== "refusal") return null;
  return end.stop_details?.explanation || written || null;
}

/** Counts grow in a stream: where several are told, the largest is the last word. */
export function mergeUsage(one: MessageUsage, other: MessageUsage): MessageUsage {
  const merged: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = merged[name];
    const isLess = typeof known === "number" && typeof value === "number" && value < known;
    if (value !== null && value !== undefined && !isLess) merged[name] = value;
  }
  return merged;
}

/** Told as one, or apart by how long they are kept. */
function sumCacheWrites({ cache_creation_input_tokens: all, cache_creation: parts }: MessageUsage) {
  const short = parts?.ephemeral_5m_input_tokens ?? 0;
  return Math.max(all ?? 0, short + (parts?.ephemeral_1h_input_tokens ?? 0));
}

/** Tokens read from and written to the cache are prompt tokens; those read are the cached ones. */
export function toUsage(usage: MessageUsage): Record<string, unknown> | undefined {
  const completionTokens = usage.output_tokens ?? 0;
  // The one is told where the other is not; who bills counts what is missing.
  if (typeof usage.input_tokens !== "number") {
    return completionTokens > 0 ? { completion_tokens: completionTokens } : undefined;
  }
  const cachedTokens = usage.cache_read_input_tokens ?? 0;
  const promptTokens = usage.input_tokens + cachedTokens + sumCacheWrites(usage);
  const thinkingTokens = usage.output_tokens_details?.thinking_tokens;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    ...(typeof thinkingTokens === "number" && {
      completion_tokens_details: { reasoning_tokens: thinkingTokens },
    }),
  };
}
