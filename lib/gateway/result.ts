import type { ErrorDetail } from "@/gateway/contracts/error";

/** Why an action failed. `details` are the API's field errors, shown at the fields. */
export interface ActionError {
  /** The API's code, or one of the dashboard's own (UNAUTHENTICATED, FORBIDDEN, UNREACHABLE…). */
  code: string;
  message: string;
  details?: ErrorDetail[] | undefined;
}

/** What every server action answers; surprises throw instead and end in error.tsx. */
export type Result<Data> = { ok: true; data: Data } | { ok: false; error: ActionError };

export function ok<Data>(data: Data): Result<Data> {
  return { ok: true, data };
}

export function fail(code: string, message: string, details?: ErrorDetail[]): Result<never> {
  return { ok: false, error: { code, message, details } };
}
