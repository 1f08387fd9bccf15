"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, PlugZap } from "lucide-react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import type { EndpointTest } from "@/gateway/contracts/endpoint";
import { exactNumber } from "@/lib/format";
import { actionErrorOf, unwrap } from "@/lib/unwrap";
import { testEndpointAction } from "./actions";
import { checkRepoint, type EndpointFormValues, repointBodyOf } from "./endpoint-form-model";
import { showFieldErrors } from "./endpoint-resolver";

/** Sends the target in the form one token, so a wrong key or URL shows before customers meet it. */
export function TestConnection() {
  const { getValues, setError, watch } = useFormContext<EndpointFormValues>();
  const test = useMutation({
    mutationFn: async (body: { targets: unknown[] }) => unwrap(await testEndpointAction(body)),
    gcTime: 0,
    onError: (error) => showFieldErrors(actionErrorOf(error).details ?? [], setError),
  });
  const body = repointBodyOf(watch());
  // A verdict holds for the target it was asked about only.
  const isCurrent = JSON.stringify(test.variables) === JSON.stringify(body);
  const start = () => {
    const checked = checkRepoint(getValues());
    if (checked.ok) test.mutate(body);
    else showFieldErrors(checked.details, setError);
  };
  return (
    <div className="space-y-2">
      <Button size="sm" pending={test.isPending} onClick={start}>
        <PlugZap aria-hidden />
        Test connection
      </Button>
      <div role="status">{test.data && isCurrent ? <Verdict test={test.data} /> : null}</div>
      {test.error && isCurrent ? <FormError error={actionErrorOf(test.error)} /> : null}
    </div>
  );
}

function Verdict({ test }: { test: EndpointTest }) {
  const Icon = test.ok ? CircleCheck : CircleAlert;
  return (
    <p className={`flex items-start gap-1.5 text-xs ${test.ok ? "text-ok" : "text-danger"}`}>
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        {test.message} ({exactNumber(test.latency_ms)} ms)
      </span>
    </p>
  );
}
