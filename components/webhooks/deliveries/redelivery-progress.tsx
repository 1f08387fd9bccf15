"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { useEffect } from "react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { exactNumber, plural } from "@/lib/format/format";
import { toActionError } from "@/lib/gateway/unwrap";
import { openDeliveriesQuery, webhookKeys } from "../queries";
import { type Redelivery, redeliveryProgress } from "./redelivery";

const askMs = 1_000;

export interface RedeliveryProgressProps {
  run: Redelivery;
  paused: boolean;
  onDismiss: () => void;
}

/** How far a redelivery has come, until all of it was accepted or given up again. */
export function RedeliveryProgress({ run, paused, onDismiss }: RedeliveryProgressProps) {
  const queryClient = useQueryClient();
  const { data, error } = useQuery({
    ...openDeliveriesQuery(run.sinceMs),
    refetchInterval: ({ state }) =>
      redeliveryProgress(run, state.data).isFinished ? false : askMs,
    // What came of it is final: later redeliveries have a progress of their own.
    refetchOnWindowFocus: ({ state }) => !redeliveryProgress(run, state.data).isFinished,
  });
  const { done, failed, isFinished } = redeliveryProgress(run, data);
  useEffect(() => {
    if (!isFinished) return;
    const exceptOpen = {
      predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[1] !== "open",
    };
    void queryClient.invalidateQueries({ queryKey: webhookKeys.all, ...exceptOpen });
  }, [isFinished, queryClient]);
  const failures = failed > 0 ? `, ${exactNumber(failed)} given up again` : "";
  return (
    <div className="space-y-2 rounded-lg border border-border bg-surface px-4 py-3">
      <div className="flex items-center gap-2">
        {isFinished ? (
          failed > 0 ? (
            <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
          ) : (
            <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          )
        ) : null}
        <p role="status" className="min-w-0 flex-1">
          {isFinished
            ? `Redelivery finished: ${exactNumber(run.queued - failed)} of ${plural(run.queued, "delivery", "deliveries")} accepted${failures}.`
            : paused
              ? `${plural(run.queued - done, "delivery", "deliveries")} to send again when the webhook is resumed.`
              : `Redelivering ${plural(run.queued, "delivery", "deliveries")}…`}
        </p>
        {isFinished ? null : (
          <span className="whitespace-nowrap font-mono text-[13px] text-muted-foreground">
            {exactNumber(done)} / {exactNumber(run.queued)}
            {failures}
          </span>
        )}
        <Button
          variant="ghost"
          size="icon"
          className="-my-1 -mr-2 size-7 text-muted-foreground"
          aria-label="Dismiss"
          onClick={onDismiss}
        >
          <X aria-hidden />
        </Button>
      </div>
      {isFinished ? null : <ProgressBar aria-label="Redelivered" done={done} total={run.queued} />}
      {error ? <FormError error={toActionError(error)} /> : null}
    </div>
  );
}
