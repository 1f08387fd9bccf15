import type { ActionError } from "@/lib/gateway/result";

const statuses: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CROSS_ORIGIN: 403,
  NOT_FOUND: 404,
  VALIDATION_ERROR: 400,
  PAYLOAD_TOO_LARGE: 413,
};

/** A failed Result with a status of its own: for routes whose answers are no Results otherwise. */
export function refusal(error: ActionError): Response {
  return Response.json(
    { ok: false, error },
    { status: statuses[error.code] ?? 502, headers: { "cache-control": "no-store" } },
  );
}
