import type { Place } from "./admission/prompt-places";

/** Members of a request that hold a prompt of some dialect, and how their value is read. */
const promptPlaces: ReadonlyMap<string, Place> = new Map<string, Place>([
  ["messages", { in: "messages" }],
  ["prompt", { in: "content" }],
  ["input", { in: "content" }],
  ["inputs", { in: "content" }],
  ["prediction", { in: "content" }],
  ["system", { in: "content" }],
]);

/** What no model reads of a request: how it is to answer, and who asks. */
const silentMembers = new Set([
  ...["model", "models", "stream", "stream_options", "metadata", "user", "safety_identifier"],
  ...["prompt_cache_key", "prompt_cache_retention", "service_tier", "store", "seed", "stop"],
  ...["stop_token_ids", "logit_bias", "logprobs", "modalities", "audio", "reasoning_effort"],
  ...["verbosity", "encoding_format", "tool_choice", "function_call", "cache_control"],
  ...["thinking", "reasoning", "user_id", "request_id", "priority", "truncation"],
]);
/** Bounded or read otherwise elsewhere; of the rest a long one is a text in spite of its name. */
const silentAtAnyLength = new Set(["metadata", "logit_bias", "stop", "stop_token_ids"]);
const silentBytesMax = 1_024;

export type MemberMeaning = { is: "prompt"; place: Place } | { is: "text" } | { is: "nothing" };

/** What a member of the request is: text, until it is known to be none. */
export function memberMeaning(memberName: string, bytes: number): MemberMeaning {
  const place = promptPlaces.get(memberName);
  if (place) return { is: "prompt", place };
  const isSilent =
    silentMembers.has(memberName) && (bytes <= silentBytesMax || silentAtAnyLength.has(memberName));
  return isSilent ? { is: "nothing" } : { is: "text" };
}

/** Embeddings of pictures alone: Cohere's `images`. */
export const imageList: Place = { in: "attachments", kind: "image" };
