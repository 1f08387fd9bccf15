import type { SaidError } from "./read-upstream-error";

/** Who can mend a failure: the caller, the operator, or the model's server. */
export type FailureKind =
  | "request"
  | "credential"
  | "quota"
  | "setup"
  | "overloaded"
  | "timeout"
  | "server";

/** Codes that clients decide by, which are about the request whatever status they come with. */
const requestCodes = [
  "context_length_exceeded",
  "string_above_max_length",
  "content_filter",
  "content_policy_violation",
  "data_inspection_failed",
];
const quotaWords =
  /insufficient[ _](?:quota|balance|credits?|funds)|credit balance is too low|used all available credits|exceeded[ _](?:your )?current[ _]quota|billing_(?:hard_limit|not_active)|\barrearage\b/i;
const credentialWords = /\bapi[ _]key[ _](?:not valid|invalid|expired)|invalid[ _]api[ _]key/i;

/** Statuses of what has a name instead: Anthropic's, Google's, vLLM's and TGI's. */
const statusOfType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  BadRequestError: 400,
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  authentication_error: 401,
  UNAUTHENTICATED: 401,
  permission_error: 403,
  PERMISSION_DENIED: 403,
  not_found_error: 404,
  NotFoundError: 404,
  NOT_FOUND: 404,
  request_too_large: 413,
  exceed_context_size_error: 400,
  validation: 422,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  RESOURCE_EXHAUSTED: 429,
  overloaded: 429,
  overloaded_error: 529,
  timeout_error: 504,
  DEADLINE_EXCEEDED: 504,
  UNAVAILABLE: 503,
};

/** The status that an error within an answer 200 stands for; undefined where it does not say. */
export function statusWithin({ status, type, code }: SaidError): number | undefined {
  return status ?? statusOfType[type ?? ""] ?? statusOfType[code ?? ""];
}

export function toFailureKind(status: number | undefined, said: SaidError): FailureKind {
  const words = `${said.code} ${said.type} ${said.message}`;
  const isRefusal = status === undefined || status < 500;
  if (isRefusal && quotaWords.test(words)) return "quota";
  if (isRefusal && credentialWords.test(words)) return "credential";
  // Some servers answer 500 to what is too long for them.
  if ((isRefusal || status === 500) && requestCodes.includes(findKeptCode(said) ?? ""))
    return "request";
  switch (status) {
    case 400:
    case 413:
    case 422:
      return "request";
    case 401:
    case 403:
      return "credential";
    case 402:
      return "quota";
    case 408:
    case 504:
      return "timeout";
    case 429:
    // Groq's and Anthropic's own for no room.
    case 498:
    case 529:
      return "overloaded";
    case 501:
    case 505:
      return "setup";
    default:
      return status !== undefined && isLasting(status) ? "setup" : "server";
  }
}

/** Redirects and refusals that the same request gets again; 409 and 425 may pass. */
function isLasting(status: number): boolean {
  return status < 500 && ![409, 423, 424, 425].includes(status);
}

/** These mean something of our own, or say no more than the status does. */
const unkeptCodes = new Set([
  "invalid_request_error",
  "bad_request",
  "BadRequest",
  "invalid_request",
  "invalid_api_key",
  "model_not_found",
  "rate_limit_exceeded",
  "metering_unavailable",
  "limits_unavailable",
  "internal_error",
  "unknown_url",
  "method_not_allowed",
]);
const tooLong = [
  /(?:maximum|max) (?:context|prompt|input) length/i,
  /context (?:length|size|window)[^.]{0,60}exceed/i,
  /exceed[^.]{0,60}context (?:length|size|window)/i,
  /longer than the (?:model's context|maximum model length)/i,
  /exceed[^.]{0,60}context limit/i,
  /context length (?:is|of) only/i,
  /`inputs` must have less than/i,
  /^too many tokens/i,
  /range of input length/i,
  /exceeded model token limit/i,
  /prompt is too long/i,
  /input token count[^.]{0,60}exceed/i,
  /input length[^.]{0,60}exceeds? the maximum/i,
  /input is too long for requested model/i,
  /tokens`? \+ `?max_new_tokens/i,
];

/** Names that families have for what clients decide by; some put them into the type. */
const knownCodes: ReadonlyMap<string, string> = new Map([
  ...requestCodes.map((code): [string, string] => [code, code]),
  ["exceed_context_size_error", "context_length_exceeded"],
  ["tokens_limit_reached", "context_length_exceeded"],
  ["responsibleaipolicyviolation", "content_filter"],
  ["contentfilter", "content_filter"],
  ["datainspectionfailed", "data_inspection_failed"],
]);

/** The code that clients decide by, as OpenAI names it; undefined where there is none to keep. */
export function findKeptCode({ code, type, message }: SaidError): string | undefined {
  const isKept =
    code !== null &&
    /^[\w.:-]{1,64}$/.test(code) &&
    !/^\d{3}$/.test(code) &&
    !unkeptCodes.has(code) &&
    !code.startsWith("upstream_");
  const known = knownCodes.get((code ?? "").toLowerCase()) ?? knownCodes.get(type ?? "");
  if (known) return known;
  const isTooLong = tooLong.some((words) => words.test(message));
  // What has a number or a name of no meaning is known by its words.
  if (isTooLong && (!isKept || !/^[a-z_]+$/.test(code))) return "context_length_exceeded";
  if (isKept) return code;
  return /\bcontent filter(?:ing)? policy\b/i.test(message) ? "content_filter" : undefined;
}
