import { invalidRequest } from "../errors/inference-error";
import type { Operation } from "./operation";

export interface RequestCounts {
  /** Answers asked for to each prompt. */
  n: number;
  /** Answers that the model writes for each; of them the `n` best are sent. */
  bestOf: number;
  /** Completion tokens per answer that the caller allows; null = no limit named. */
  completionTokensMax: number | null;
}

export const countedNames = ["n", "best_of", "max_tokens", "max_completion_tokens"] as const;
type Values = Readonly<Record<string, unknown>>;

/** More than any API allows, and little enough to be multiplied. */
const choicesMax = 1_024;

/**
 * What a request is counted with. By hand: zod takes longer than all of it.
 * @throws InferenceError 400 for what OpenAI's API refuses too
 */
export function readCounts(values: Values, { path, writes }: Operation): RequestCounts {
  if (!writes) return { n: 1, bestOf: 1, completionTokensMax: 0 };
  const isChat = path === "/chat/completions";
  const n = whole(values, "n", { min: 1, max: choicesMax }) ?? 1;
  // A completion of no tokens tells the prompt's own log probabilities.
  const range = { min: isChat ? 1 : 0, max: Number.MAX_SAFE_INTEGER };
  const older = whole(values, "max_tokens", range);
  const newer = whole(values, "max_completion_tokens", range);
  if (isChat && older !== null && newer !== null) {
    const message = "send max_tokens or max_completion_tokens, not both";
    throw invalidRequest(message, "max_completion_tokens");
  }
  return {
    n,
    bestOf: isChat ? 1 : readBestOf(values.best_of),
    completionTokensMax: older === null ? newer : Math.max(older, newer ?? 0),
  };
}

/** The upstream judges it; what is no plain count is only not counted with. */
function readBestOf(value: unknown): number {
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 1;
  return isCount && value <= choicesMax ? value : 1;
}

function whole(
  values: Values,
  name: (typeof countedNames)[number],
  { min, max }: { min: number; max: number },
): number | null {
  const value = values[name];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  const range = max === choicesMax ? `from ${min} to ${max}` : `of ${min} or more`;
  throw invalidRequest(`${name} must be a whole number ${range}`, name);
}
