"use client";

import { CircleAlert, CircleCheck, PlugZap, TriangleAlert } from "lucide-react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import type { EndpointTest } from "@/gateway/contracts/endpoint";
import { exactNumber } from "@/lib/format/format";
import type { ConnectionTest } from "./use-connection-test";

export function TestConnection({ test }: { test: ConnectionTest }) {
  return (
    <div className="space-y-2">
      <Button size="sm" pending={test.pending} onClick={test.start}>
        <PlugZap aria-hidden />
        Test connection
      </Button>
      <div role="status">{test.verdict ? <Verdict test={test.verdict} /> : null}</div>
      <FormError error={test.error} />
    </div>
  );
}

/** Beside the button that saves: it may be pressed all the same, knowingly. */
export function FailedTestNote({ test }: { test: ConnectionTest }) {
  if (!test.verdict || test.verdict.ok) return null;
  return (
    <p className="flex w-full items-start gap-1.5 text-warn text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      The connection test failed: until that is mended, calls to this slug fail too.
    </p>
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
