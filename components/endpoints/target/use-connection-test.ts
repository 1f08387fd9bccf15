"use client";

import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useAction } from "@/components/forms/use-action";
import type { EndpointTest } from "@/gateway/contracts/endpoint";
import { type ActionError, ok, type Result } from "@/lib/gateway/result";
import { testEndpointAction } from "../actions";
import { checkRepoint, type EndpointFormValues, toRepointBody } from "../endpoint-form-model";
import { showFieldErrors } from "../endpoint-resolver";

export interface ConnectionTest {
  start: () => void;
  pending: boolean;
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
  settle: (values: EndpointFormValues) => Promise<Result<EndpointFormValues>> = async (values) =>
    ok(values),
): ConnectionTest {
  const [asked, setAsked] = useState<string>();
  const [verdict, setVerdict] = useState<EndpointTest | null>(null);
  const test = useAction(
    async (values: EndpointFormValues) => {
      const settled = await settle(values);
      return settled.ok ? testEndpointAction(toRepointBody(settled.data)) : settled;
    },
    {
      onDone: setVerdict,
      onRefused: ({ details = [] }) => showFieldErrors(details, setError),
    },
  );
  const isCurrent = asked === targetText(watch());
  return {
    start: () => {
      const now = { ...getValues() };
      const checked = checkRepoint(now);
      if (!checked.ok) return showFieldErrors(checked.details, setError);
      setAsked(targetText(now));
      setVerdict(null);
      void test.run(now);
    },
    pending: test.pending,
    // A verdict holds for the target it was asked about only.
    verdict: isCurrent ? verdict : null,
    error: isCurrent ? test.error : null,
  };
}

const targetText = (values: EndpointFormValues) => JSON.stringify(toRepointBody(values));
