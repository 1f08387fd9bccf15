import type { FastifyReply, FastifyRequest } from "fastify";
import { CountersUnavailable } from "../limits/counters-unavailable";
import {
  InferenceError,
  invalidRequest,
  limitsUnavailable,
  meteringUnavailable,
} from "./inference-error";
import { DeadlineError } from "./within";

/** States, not failures of a request: said once when they begin and end. */
const saidElsewhere = new Set(["limits_unavailable", "metering_unavailable"]);

/** Renders every inference-plane failure; the one place that does. */
export function renderInferenceError(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const shown = asInferenceError(error);
  if (shown.status >= 500 && !saidElsewhere.has(shown.code)) {
    request.log.error({ err: error, reqId: request.id }, "inference request failed");
  }
  return reply
    .code(shown.status)
    .headers(shown.headers)
    .header("cache-control", "no-store")
    .type("application/json")
    .send(JSON.stringify(shown.body));
}

export function asInferenceError(error: unknown): InferenceError {
  if (error instanceof InferenceError) return error;
  if (error instanceof CountersUnavailable) return limitsUnavailable(error);
  if (isDatabaseUnreachable(error)) return meteringUnavailable(error);
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 413) {
    return new InferenceError(413, "request_too_large", "The request body is too large.");
  }
  if (status === 400 || status === 415) return invalidRequest("The request could not be read.");
  return new InferenceError(
    500,
    "internal_error",
    "Something went wrong here; the log has it under this x-request-id.",
    { cause: error },
  );
}

const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT"]);

/** A node network error, SQLSTATE 08/53/57, or what pg throws without a code. */
function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DeadlineError) return true;
  const code = "code" in error ? String(error.code) : "";
  if (connectionErrors.has(code) || /^(08|53|57)/.test(code)) return true;
  return /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i.test(
    error.message,
  );
}
