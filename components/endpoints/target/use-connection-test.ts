"use client";

import { useMutation } from "@tanstack/react-query";
import type { UseFormReturn } from "react-hook-form";
import type { EndpointTest } from "@/gateway/contracts/endpoint";
import type { ActionError, Result } from "@/lib/gateway/result";
import { toActionError, unwrap } from "@/lib/gateway/unwrap";
import { testEndpointAction } from "../actions";
import { checkRepoint, type EndpointFormValues, toRepointBody } from "../endpoint-form-model";
import { showFieldErrors } from "../endpoint-resolver";

export interface ConnectionTest {
  start: () => void;
  isPending: boolean;
  /** Of the target that is in the form now; null = not asked, or about another target. */
  verdict: EndpointTest | null;
  error: ActionError | null;
}

/**
 * Sends the target in the form one token, so a wrong key or URL shows before customers meet it.
 * `settle` turns the form's values into what can be sent.
 */
export function useConnectionTest(
  { getValues, setError, watch }: UseFormReturn<EndpointFormValues>,
  settle?: (values: EndpointFormValues) => Promise<Result<EndpointFormValues>>,
): ConnectionTest {
  const test = useMutation({
    mutationFn: async (values: EndpointFormValues) => {
      const sent = settle ? unwrap(await settle(values)) : values;
      return unwrap(await testEndpointAction(toRepointBody(sent)));
    },
    gcTime: 0,
    onError: (error) => showFieldErrors(toActionError(error).details ?? [], setError),
  });
  const values = watch();
  // A verdict holds for the target it was asked about only.
  const isCurrent =
    test.variables !== undefined && targetText(test.variables) === targetText(values);
  return {
    start: () => {
      const now = { ...getValues() };
      const checked = checkRepoint(now);
      if (checked.ok) test.mutate(now);
      else showFieldErrors(checked.details, setError);
    },
    isPending: test.isPending,
    verdict: isCurrent ? (test.data ?? null) : null,
    error: isCurrent && test.error ? toActionError(test.error) : null,
  };
}

const targetText = (values: EndpointFormValues) => JSON.stringify(toRepointBody(values));
