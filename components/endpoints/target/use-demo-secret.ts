"use client";

import { useRef } from "react";
import type { Secret } from "@/gateway/contracts/secret";
import { ok, type Result } from "@/lib/gateway/result";
import type { EndpointFormValues } from "../endpoint-form-model";
import { discardDemoSecretAction, saveEndpointSecretAction } from "../secret-actions";
import { demoSecret, unsavedDemoSecretId } from "./demo-secret";

/**
 * Saves the demo model's secret when a request first needs it. `settle` answers the values to
 * send; `discard` takes a secret back that was only made to test a form that is now cancelled.
 */
export function useDemoSecret() {
  const saving = useRef<Promise<Result<Secret>> | null>(null);
  const settle = async (values: EndpointFormValues): Promise<Result<EndpointFormValues>> => {
    if (values.secret_id !== unsavedDemoSecretId) return ok(values);
    saving.current ??= saveEndpointSecretAction(demoSecret);
    const saved = await saving.current;
    if (saved.ok) return ok({ ...values, secret_id: saved.data.id });
    saving.current = null;
    return saved;
  };
  const discard = () => {
    if (!saving.current) return;
    void saving.current.then((saved) => (saved.ok ? discardDemoSecretAction() : null));
  };
  return { settle, discard };
}
