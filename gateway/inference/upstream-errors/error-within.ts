import { isRecord } from "../../contracts/leaves/json";
import { readUpstreamError, type SaidError } from "./read-upstream-error";

type Members = Readonly<Record<string, unknown>>;

/**
 * The error in an answer or a chunk of one. Beside choices only what is called an error is one;
 * without them, whatever a server may say.
 */
export function errorWithin(answer: Members, choices: readonly Members[]): SaidError | undefined {
  const own = namedError(answer);
  if (own) return (choices.length === 0 && readUpstreamError(answer)) || own;
  if (choices.length === 0) {
    // Of usage alone, or of what a filter found, there is nothing to read.
    const isUsage = Array.isArray(answer["choices"]) && isRecord(answer["usage"]);
    return isUsage && answer["object"] !== "error" ? undefined : readUpstreamError(answer);
  }
  for (const { error, delta, message, finish_reason } of choices) {
    const said = namedError({ error });
    if (said) return said;
    const written = delta ?? message;
    if (isRecord(written) && isRecord(written["error"])) {
      const inner = namedError(written);
      if (inner) return inner;
    }
    if (typeof finish_reason === "string" && /^(?:error|failed)$/i.test(finish_reason)) {
      return readUpstreamError({ type: "error" });
    }
  }
  return undefined;
}

/** Finds an error under the names that mean an error even beside an answer. */
function namedError(answer: Members): SaidError | undefined {
  const { error, errors, object, base_resp } = answer;
  if (object === "error") return readUpstreamError(answer);
  // MiniMax says with every answer how it went.
  if (isRecord(base_resp) && saysSomething(base_resp["status_code"])) {
    return readUpstreamError({ base_resp }) ?? readUpstreamError(named);
  }
  if (saysSomething(error)) return readUpstreamError({ error }) ?? readUpstreamError(named);
  return saysSomething(errors) ? readUpstreamError({ errors }) : undefined;
}

const named = { type: "error" };

/** Null, 0, "", {} and what holds nothing else are as good as absent. */
function saysSomething(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  return Object.values(value).some(saysSomething);
}
