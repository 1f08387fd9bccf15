import type { ErrorDetail } from "../../contracts/error";

/** Every management-plane failure a caller can act on, and the status it is answered with. */
export const errorStatuses = {
  VALIDATION_ERROR: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  WORKSPACE_NOT_ONBOARDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  IDEMPOTENCY_KEY_IN_USE: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  UPSTREAM_ERROR: 502,
  UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof errorStatuses;

/** More would only make the answer as long as the request was wrong. */
export const errorDetailsMax = 50;

/** `publicMessage` is answered as it is: it names the field and the rule, and holds no secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  /** Of a failed precondition: the thing as it is now. */
  readonly current: unknown;

  constructor(
    code: ErrorCode,
    publicMessage: string,
    options: { cause?: unknown; details?: ErrorDetail[]; current?: unknown } = {},
  ) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
    this.current = options.current;
  }

  get status(): number {
    return errorStatuses[this.code];
  }
}

/** A 400 about one field. `path` is dotted, as in `models.0.rate_limits.1.threshold`. */
export function invalidField(path: string, message: string): AppError {
  return new AppError("VALIDATION_ERROR", message, { details: [{ path, message }] });
}

export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `${what} not found`);
}

export function foreign(what: string): AppError {
  return new AppError("FORBIDDEN", `This ${what} belongs to another workspace`);
}

/** What was found where it is the workspace's own: 404 unknown, 403 another workspace's. */
export function requireOwn<Found extends { workspaceId: string }>(
  found: Found | undefined,
  workspaceId: string,
  what: string,
): Found {
  if (!found) throw notFound(what);
  if (found.workspaceId !== workspaceId) throw foreign(what);
  return found;
}
