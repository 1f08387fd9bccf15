import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { isDatabaseUnreachable } from "../../platform/db/is-database-unreachable";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { DeadlineError } from "../../platform/process/within";
import type { InferenceCall } from "../request/inference-call";
import { toRawHeaders } from "../request/raw-headers";
import {
  InferenceError,
  invalidRequest,
  limitsUnavailable,
  meteringUnavailable,
  requestTooLarge,
} from "./inference-error";

/** States, not failures of a request: said once when they begin and end. */
const saidElsewhere = new Set(["limits_unavailable", "metering_unavailable"]);

const contentType = "application/json; charset=utf-8";

/** Renders a failure of the inference plane's paths that Fastify routes. */
export function renderInferenceError(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const shown = toShown(error, request.log, request.id);
  return reply
    .code(shown.status)
    .headers(shown.headers)
    .header("cache-control", "no-store")
    .type(contentType)
    .send(JSON.stringify(shown.body));
}

/** The same on a call's own response. A stream that has begun can only be cut off. */
export function sendInferenceError(
  log: Pick<Logger, "error">,
  { id, response, headers }: Pick<InferenceCall, "id" | "response" | "headers">,
  error: unknown,
): void {
  const shown = toShown(error, log, id);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(shown.body);
  response.writeHead(shown.status, [
    ...headers,
    ...toRawHeaders(shown.headers),
    "cache-control",
    "no-store",
    "content-type",
    contentType,
    "content-length",
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}

function toShown(error: unknown, log: Pick<Logger, "error">, requestId: string): InferenceError {
  const shown = asInferenceError(error);
  if (shown.status >= 500 && !saidElsewhere.has(shown.code)) {
    log.error({ err: error, reqId: requestId }, "inference request failed");
  }
  return shown;
}

export function asInferenceError(error: unknown): InferenceError {
  if (error instanceof InferenceError) return error;
  if (error instanceof CountersUnavailable) return limitsUnavailable(error);
  if (error instanceof DeadlineError || isDatabaseUnreachable(error))
    return meteringUnavailable(error);
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 413) return requestTooLarge();
  if (status === 400 || status === 415) return invalidRequest("The request could not be read.");
  return new InferenceError(
    500,
    "internal_error",
    "Something went wrong here; the log has it under this x-request-id.",
    { cause: error },
  );
}
