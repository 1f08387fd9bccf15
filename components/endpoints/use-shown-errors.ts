"use client";

import { useEffect } from "react";
import type { UseFormSetError } from "react-hook-form";
import type { ActionError } from "@/lib/gateway/result";
import { type EndpointFormValues, fieldOfPath } from "./endpoint-form-model";
import { showFieldErrors } from "./endpoint-resolver";

/** Puts a failed action's field errors at the inputs; answers the paths shown there. */
export function useShownErrors(
  error: ActionError | null,
  setError: UseFormSetError<EndpointFormValues>,
): string[] {
  const details = error?.details;
  useEffect(() => {
    if (details) showFieldErrors(details, setError);
  }, [details, setError]);
  return (details ?? []).map(({ path }) => path).filter((path) => fieldOfPath(path));
}
