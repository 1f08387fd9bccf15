"use client";

import { useQuery } from "@tanstack/react-query";
import { FormError } from "@/components/forms/form-error";
import { CopyAsCurl } from "@/components/shared/curl-button";
import { Fact } from "@/components/shared/fact";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyableId } from "@/components/ui/copyable-id";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { WebhookDelivery, WebhookDeliveryDetail } from "@/gateway/contracts/webhook";
import { exactNumber } from "@/lib/format/format";
import type { ActionError } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { deliveryQuery } from "../queries";
import { AttemptList } from "./attempt-list";
import { isFinished } from "./deliveries-table";
import { DeliveryBody } from "./delivery-body";
import { DeliveryStatus } from "./delivery-status";
import { nextAttempt } from "./delivery-words";

const askMs = 1_000;

export interface DeliveryDialogProps {
  deliveryId: string;
  paused: boolean;
  canRedeliver: boolean;
  pending: boolean;
  /** Of the last redelivery. */
  refusal: ActionError | null;
  onRedeliver: (delivery: WebhookDelivery) => void;
  onClose: () => void;
}

/** A delivery with every attempt; follows it while it waits. */
export function DeliveryDialog({
  deliveryId,
  paused,
  canRedeliver,
  pending,
  refusal,
  onRedeliver,
  onClose,
}: DeliveryDialogProps) {
  const { data, error, dataUpdatedAt } = useQuery({
    ...deliveryQuery(deliveryId),
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? askMs : false),
  });
  const shownError = error ? toActionError(error) : null;
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        size="lg"
        // The first control is a minor one, and what it is about comes only then.
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
        }}
      >
        <DialogTitle>
          <span className="flex flex-wrap items-center gap-2">
            Delivery
            {data ? <DeliveryStatus status={data.status} /> : null}
            {data?.kind === "test" ? <Badge>Test</Badge> : null}
          </span>
        </DialogTitle>
        {shownError?.code === "NOT_FOUND" ? (
          <p className="text-muted-foreground">
            This delivery is not kept any more, or its address is mistyped. Delivered ones are kept
            for 7 days, dead letters for 30.
          </p>
        ) : (
          <FormError error={shownError} />
        )}
        {data ? (
          <DeliveryFacts delivery={data} paused={paused} readAtMs={dataUpdatedAt} />
        ) : error ? null : (
          <TableSkeleton rows={3} label="delivery" />
        )}
        <FormError error={refusal} />
        <DialogFooter>
          <CopyAsCurl
            className="mr-auto"
            operation="readDelivery"
            input={{ params: { delivery_id: deliveryId } }}
          />
          <Button onClick={onClose}>Done</Button>
          {data && canRedeliver ? (
            <Button
              // What arrived is rarely wanted again.
              variant={data.status === "dead_letter" ? "primary" : "secondary"}
              disabled={!isFinished(data)}
              pending={pending}
              onClick={() => onRedeliver(data)}
            >
              Redeliver
            </Button>
          ) : null}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

interface DeliveryFactsProps {
  delivery: WebhookDeliveryDetail;
  paused: boolean;
  readAtMs: number;
}

function DeliveryFacts({ delivery, paused, readAtMs }: DeliveryFactsProps) {
  const next = nextAttempt(delivery, paused, readAtMs);
  return (
    <div className="space-y-5">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        <Fact name="ID, the same on each attempt" className="col-span-2">
          <CopyableId id={delivery.id} what="delivery id" />
        </Fact>
        <Fact name="Events">{exactNumber(delivery.event_count)}</Fact>
        <Fact name="Created">
          <RelativeTime iso={delivery.created_at} />
        </Fact>
        <Fact name="Attempts">{exactNumber(delivery.attempt_count)}</Fact>
        {next === null ? (
          <Fact name={delivery.status === "delivered" ? "Delivered" : "Given up"}>
            <RelativeTime iso={delivery.finished_at} />
          </Fact>
        ) : (
          <Fact name="Next attempt">{next}</Fact>
        )}
      </dl>
      <AttemptList attempts={delivery.attempts} total={delivery.attempt_count} />
      <DeliveryBody body={delivery.body} />
    </div>
  );
}
