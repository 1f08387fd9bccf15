import { z } from "zod";
import type { UpstreamFailure } from "../events/ledger";
import { InferenceError } from "./inference-error";
import { asInferenceError } from "./render-inference-error";

const errorAnswer = z.object({
  error: z.object({ message: z.string(), param: z.string().nullish() }),
});
/** Google sends a list of one. */
const errorAnswers = z.union([errorAnswer, z.tuple([errorAnswer]).transform(([only]) => only)]);

/** What Anthropic answers when it has no room. */
const anthropicOverloaded = 529;
const timeoutCodes = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT"];

/** The connection failed, timed out or was refused by the address guard: 502 or 504. */
export function connectionFailure(cause: unknown): InferenceError {
  if (cause instanceof InferenceError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (timeoutCodes.includes(code)) {
    return new InferenceError(504, "upstream_timeout", "The model did not answer in time.", {
      cause,
    });
  }
  if (code === "ADDRESS_REFUSED") {
    return new InferenceError(
      502,
      "upstream_address_refused",
      "The model's address is in a range that this gateway may not call.",
      { cause },
    );
  }
  return new InferenceError(502, "upstream_unreachable", "The connection to the model failed.", {
    cause,
  });
}

const retryableCodes = ["UND_ERR_SOCKET", "ECONNRESET", "ECONNREFUSED", "EPIPE"];

/** The connection broke, or was never made: an idle one that the upstream had closed, say. */
export function isConnectionBroken(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return retryableCodes.includes(code);
}

/** The model answered, but not with something that can be relayed. */
export function brokenAnswer(reason: string, cause?: unknown): InferenceError {
  return new InferenceError(502, "upstream_invalid_response", `The model ${reason}.`, { cause });
}

/**
 * An answer with an error status. What the caller can mend (400, 413, 422) is passed on, the
 * target's own name replaced by the slug; the rest is between the operator and the upstream.
 */
export function upstreamRefusal(
  status: number,
  text: string,
  context: { slug: string; targetModel: string | null; retryAfter: string | undefined },
): InferenceError {
  const { slug, targetModel, retryAfter } = context;
  const answered = { upstreamStatus: status };
  if (status === 400 || status === 413 || status === 422) {
    const answer = errorAnswers.safeParse(parseJson(text));
    const said = answer.success ? answer.data.error.message : "";
    const message = (targetModel ? said.replaceAll(targetModel, slug) : said).slice(0, 2_000);
    const shown = message || `The model refused the request with status ${status}.`;
    if (status === 413) return new InferenceError(413, "request_too_large", shown, answered);
    const param = answer.success && answer.data.error.param;
    const options = param ? { ...answered, param } : answered;
    return new InferenceError(400, "invalid_request_error", shown, options);
  }
  const waits = retryAfter && /^\d{1,5}$/.test(retryAfter);
  const headers: Record<string, string> = waits
    ? { "retry-after": String(Math.max(1, Number(retryAfter))) }
    : {};
  if (status === 429 || status === anthropicOverloaded) {
    const message = "The model is over its own capacity; this is not your limit.";
    return new InferenceError(503, "upstream_overloaded", message, { ...answered, headers });
  }
  const publicStatus = status === 503 || status === 504 ? status : 502;
  const code = status === 504 ? "upstream_timeout" : "upstream_error";
  return new InferenceError(publicStatus, code, refusalText(status), { ...answered, headers });
}

/** The caller can't mend it, but can pass on what whoever runs the gateway has to look at. */
function refusalText(status: number): string {
  const said = `The model's server answered ${status}`;
  if (status === 404) return `${said}: its operator should check Base URL and Target model.`;
  if (status === 401 || status === 403) return `${said}: its operator should check the secret.`;
  if (status < 400) return `${said}, a redirect: its operator should check the Base URL.`;
  return `${said}.`;
}

/** What the ledger keeps of it. What is no failure of the upstream has no status of its. */
export function upstreamFailureOf(error: unknown): UpstreamFailure {
  const { code, upstreamStatus } = asInferenceError(error);
  return { code, status: upstreamStatus };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
