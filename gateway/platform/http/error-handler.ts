import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import pg from "pg";
import type { ErrorBody, ErrorDetail } from "../../contracts/error";
import { toDetails } from "../../contracts/leaves/to-details";
import {
  isDatabaseUnreachable,
  isPoolBusy,
  isStatementTimeout,
} from "../db/is-database-unreachable";
import { AppError, type ErrorCode, errorDetailsMax, errorStatuses } from "./app-error";
import { CountersUnavailable } from "./counters-unavailable";

/** character_not_in_repertoire, untranslatable_character: text that PostgreSQL can't hold. */
const unstorableText = new Set(["22021", "22P05"]);

const retryAfterSeconds: Partial<Record<ErrorCode, string>> = {
  // Whoever had the same key at work is done in a moment.
  IDEMPOTENCY_KEY_IN_USE: "1",
  TOO_MANY_REQUESTS: "5",
};

interface Failure {
  code: ErrorCode;
  message: string;
  details?: ErrorDetail[] | undefined;
  current?: unknown;
}

/** Renders every management-plane failure; the one place that does. */
export function renderManagementError(
  error: FastifyError | AppError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, message, details, current } = toFailure(error);
  const status = errorStatuses[code];
  if (status >= 500) request.log.error({ err: error }, "request failed");
  // RFC 9110: a 401 names the schemes that would do.
  if (status === 401) reply.header("www-authenticate", 'Bearer realm="gateway", Api-Key');
  const retrySeconds = retryAfterSeconds[code];
  if (retrySeconds !== undefined) reply.header("retry-after", retrySeconds);
  const body: ErrorBody = {
    code,
    message,
    ...(details && { details }),
    ...(current !== undefined && { current }),
  };
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(body);
}

function toFailure(error: FastifyError | AppError | Error): Failure {
  if (error instanceof AppError) {
    const { code, message, details, current } = error;
    return { code, message, details, current };
  }
  if (error instanceof CountersUnavailable) {
    return {
      code: "UNAVAILABLE",
      message: "The limit counters can't be read right now; try again",
    };
  }
  if (isPoolBusy(error)) {
    return {
      code: "TOO_MANY_REQUESTS",
      message:
        "All database connections of the management plane are busy; try again in some seconds",
    };
  }
  if (isStatementTimeout(error)) {
    return {
      code: "UNAVAILABLE",
      message:
        "This took the database longer than a statement may; ask for less at once: a shorter window, a smaller page, a narrower filter",
    };
  }
  if (isDatabaseUnreachable(error)) {
    return { code: "UNAVAILABLE", message: "The database can't be reached right now; try again" };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = toDetails(
      error.validation.map(({ instancePath, keyword, message = "is not valid" }) => {
        const path = instancePath.split("/").filter(Boolean);
        const isWholeBody = path.length === 0 && keyword === "invalid_type";
        return { path, message: isWholeBody ? "The request body must be a JSON object" : message };
      }),
    );
    const message = summarize(details);
    return { code: "VALIDATION_ERROR", message, details: details.slice(0, errorDetailsMax) };
  }
  if (error instanceof pg.DatabaseError && unstorableText.has(error.code ?? "")) {
    return { code: "VALIDATION_ERROR", message: "Text must not hold NUL characters" };
  }
  return describeFrameworkError(error);
}

/** Only what Fastify itself refused counts as the caller's fault. */
function describeFrameworkError(error: Error): Failure {
  const isFrameworks = "code" in error && String(error.code).startsWith("FST_ERR_");
  const status = isFrameworks && "statusCode" in error ? Number(error.statusCode) : 500;
  switch (status) {
    case 413:
      return { code: "PAYLOAD_TOO_LARGE", message: "The request body is too large" };
    case 415:
      return {
        code: "UNSUPPORTED_MEDIA_TYPE",
        message: "Send JSON: content-type: application/json",
      };
    case 400:
      return { code: "VALIDATION_ERROR", message: malformedMessage(error) };
    case 404:
    case 414:
      return { code: "NOT_FOUND", message: "There is no such path" };
    default:
      return {
        code: "INTERNAL_ERROR",
        message: "Something went wrong here; the log has it under this x-request-id",
      };
  }
}

function malformedMessage(error: Error): string {
  return "code" in error && error.code === "FST_ERR_BAD_URL"
    ? "The path is not valid percent-encoding"
    : error.message;
}

/** The first problem, and how many more there are. */
function summarize([first, ...more]: readonly ErrorDetail[]): string {
  if (!first) return "The request is invalid";
  return more.length > 0 ? `${first.message} (and ${more.length} more)` : first.message;
}
