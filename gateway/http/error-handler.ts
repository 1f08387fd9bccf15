import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { ErrorBody, ErrorDetail } from "../contracts/error";
import { AppError, type ErrorCode, errorStatuses } from "./app-error";

/** Renders every management-plane failure; the one place that does. */
export function renderManagementError(
  error: FastifyError | AppError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, message, details } = describe(error);
  const status = errorStatuses[code];
  if (status >= 500) request.log.error({ err: error }, "request failed");
  const body: ErrorBody = details ? { code, message, details } : { code, message };
  return reply.code(status).header("cache-control", "no-store").type("application/json").send(JSON.stringify(body));
}

function describe(error: FastifyError | AppError | Error): {
  code: ErrorCode;
  message: string;
  details?: ErrorDetail[] | undefined;
} {
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: issue.instancePath.split("/").filter(Boolean).map(decodePointer).join("."),
      message: issue.message ?? "is invalid",
    }));
    return { code: "VALIDATION_ERROR", message: summarize(details), details };
  }
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (status === 413) {
    return { code: "PAYLOAD_TOO_LARGE", message: "The request body is too large" };
  }
  if (status === 415) {
    return { code: "UNSUPPORTED_MEDIA_TYPE", message: "Send JSON: content-type: application/json" };
  }
  if (status === 400) return { code: "VALIDATION_ERROR", message: error.message };
  return {
    code: "INTERNAL_ERROR",
    message: "Something went wrong here; the log has it under this x-request-id",
  };
}

function decodePointer(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function summarize(details: ErrorDetail[]): string {
  const first = details[0];
  if (!first) return "The request is invalid";
  const text = first.path ? `${first.path}: ${first.message}` : first.message;
  return details.length > 1 ? `${text} (and ${details.length - 1} more)` : text;
}
