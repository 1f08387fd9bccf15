import type { FastifyReply, FastifyRequest } from "fastify";
import { isDatabaseUnreachable } from "../db/is-database-unreachable";
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
  if (error instanceof DeadlineError || isDatabaseUnreachable(error))
    return meteringUnavailable(error);
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
