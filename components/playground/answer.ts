import type { CallFailure } from "./call-failure";
import type { TokenCounts } from "./chat-chunk";
import type { RelayedHead } from "./relayed-headers";

/** A call and what has come of it so far. */
export interface Answer {
  state: "waiting" | "streaming" | "done" | "stopped" | "failed";
  text: string;
  /** What a reasoning model wrote before its answer. */
  reasoning: string;
  /** Status and headers; null until they are here. */
  head: RelayedHead | null;
  /** As the answer's end says. */
  tokens: TokenCounts | null;
  finishReason: string | null;
  firstTokenMs: number | null;
  totalMs: number | null;
  failure: CallFailure | null;
}

export const noAnswer: Answer = {
  state: "waiting",
  text: "",
  reasoning: "",
  head: null,
  tokens: null,
  finishReason: null,
  firstTokenMs: null,
  totalMs: null,
  failure: null,
};

export function isUnderWay({ state }: Answer): boolean {
  return state === "waiting" || state === "streaming";
}

export function findRequestId({ head }: Answer): string | null {
  return head?.headers["x-request-id"] ?? null;
}
