import type { InferenceErrorBody } from "../../contracts/error";

export interface InferenceErrorOptions {
  type?: string;
  param?: string | undefined;
  cause?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** What the upstream answered, where it answered at all. */
  upstreamStatus?: number;
  /** What it said, as it is kept for the operator: `keptWords`. */
  upstreamSaid?: string;
}

/** For SDKs, which otherwise try 5xx again: the same request gets the same answer. */
export const neverRetried: Readonly<Record<string, string>> = { "x-should-retry": "false" };

/**
 * A failure of the inference plane, answered in OpenAI's shape so that its SDKs raise their typed
 * exceptions. `publicMessage` is answered as it is and holds no secret, address or target model.
 */
export class InferenceError extends Error {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly upstreamStatus: number | null;
  declare readonly upstreamSaid: string | null;

  constructor(
    status: number,
    code: string,
    publicMessage: string,
    { type, param, cause, headers = {}, upstreamStatus, upstreamSaid }: InferenceErrorOptions = {},
  ) {
    super(publicMessage, cause === undefined ? undefined : { cause });
    this.name = "InferenceError";
    this.status = status;
    this.code = code;
    this.type = type ?? (status >= 500 ? "server_error" : "invalid_request_error");
    this.param = param ?? null;
    this.headers = headers;
    this.upstreamStatus = upstreamStatus ?? null;
    // It may repeat the prompt, and logs write what they can enumerate.
    Object.defineProperty(this, "upstreamSaid", { value: upstreamSaid ?? null });
  }

  get body(): InferenceErrorBody {
    const { message, type, code, param } = this;
    return { error: { message, type, code, param } };
  }
}

export function invalidRequest(message: string, param?: string, cause?: unknown): InferenceError {
  const options = param ? { param, cause } : { cause };
  return new InferenceError(400, "invalid_request_error", message, options);
}

export function requestTooLarge(isAllRead = true): InferenceError {
  // What is not read is in the way of the next request.
  const headers: Record<string, string> = isAllRead ? {} : { connection: "close" };
  const message = "The request body is too large.";
  return new InferenceError(413, "request_too_large", message, { headers });
}

export function unsupportedEncoding(): InferenceError {
  return new InferenceError(
    415,
    "unsupported_content_encoding",
    "Send the body as it is: this gateway takes no Content-Encoding.",
  );
}

export function missingApiKey(): InferenceError {
  return new InferenceError(
    401,
    "invalid_api_key",
    "No API key was sent. Send one as Authorization: Bearer <key> or Api-Key <key>, or as x-api-key.",
  );
}

export function invalidApiKey(): InferenceError {
  return new InferenceError(
    401,
    "invalid_api_key",
    "The API key that was sent is unknown here, or was revoked.",
  );
}

/** Whoever guesses is slowed; a key that has been seen here is never asked for in this way. */
export function tooManyUnknownKeys(): InferenceError {
  return new InferenceError(
    429,
    "too_many_unknown_keys",
    "Too many API keys that are unknown here came from this address, and this one has not been seen yet. Try again in a second.",
    { type: "rate_limit_error", headers: { "retry-after": "1" } },
  );
}

/** The same whether the slug has no endpoint or is not in the group's set. */
export function modelNotFound(slug: string): InferenceError {
  const shown = slug.length > 255 ? `${slug.slice(0, 255)}…` : slug;
  return new InferenceError(
    404,
    "model_not_found",
    `The model ${shown} does not exist or you do not have access to it.`,
    { param: "model" },
  );
}

/** None of the paths that this plane has. */
export function unknownUrl(path: string): InferenceError {
  const hint = path.startsWith("/v1/")
    ? "GET /v1/models tells which models there are."
    : "The base URL must end in /v1.";
  return new InferenceError(404, "unknown_url", `There is no ${path} here. ${hint}`);
}

export function wrongMethod(path: string, method: string): InferenceError {
  return new InferenceError(405, "method_not_allowed", `${path} has no ${method}.`);
}

/** Nothing is served that could not be metered. */
export function meteringUnavailable(cause?: unknown): InferenceError {
  return new InferenceError(
    503,
    "metering_unavailable",
    "This gateway can't record usage right now, so it serves nothing. Try again shortly.",
    { cause, headers: { "retry-after": "1" } },
  );
}

/** Nothing is served that could go past a limit unseen. */
export function limitsUnavailable(cause?: unknown): InferenceError {
  return new InferenceError(
    503,
    "limits_unavailable",
    "This gateway can't check limits right now, so it serves nothing. Try again shortly.",
    { cause, headers: { "retry-after": "1" } },
  );
}
