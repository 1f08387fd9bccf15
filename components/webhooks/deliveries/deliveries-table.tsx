"use client";

import type { ReactNode } from "react";
import { NoValue } from "@/components/shared/no-value";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WebhookDelivery } from "@/gateway/contracts/webhook";
import { exactNumber } from "@/lib/format/format";
import type { WebhookView } from "@/lib/url-state/webhook-view";
import { ViewLink } from "../view-link";
import { DeliveryStatus } from "./delivery-status";
import { contents, lastAnswer, nextAttempt } from "./delivery-words";

export interface DeliveriesTableProps {
  deliveries: WebhookDelivery[];
  view: WebhookView;
  paused: boolean;
  /** When they were read: what "in 3 s" counts from. */
  readAtMs: number;
  canRedeliver: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onRedeliver: (delivery: WebhookDelivery) => void;
}

/** On a phone the rest of a row moves under its id, and the table needs no sideways scrolling. */
export function DeliveriesTable(props: DeliveriesTableProps) {
  const { deliveries, view, canRedeliver, selected, onSelect } = props;
  const choosable = deliveries.filter(isFinished).map(({ id }) => id);
  const isAll = choosable.length > 0 && choosable.every((id) => selected.has(id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const rows = deliveries.map((delivery) => ({
    delivery,
    answer: lastAnswer(delivery),
    next: nextAttempt(delivery, props.paused, props.readAtMs),
    redeliver:
      canRedeliver && isFinished(delivery) ? (
        <Button variant="ghost" size="sm" onClick={() => props.onRedeliver(delivery)}>
          Redeliver
        </Button>
      ) : null,
  }));
  return (
    <DataTable
      label="Deliveries"
      rows={rows}
      rowKey={({ delivery }) => delivery.id}
      rowProps={({ delivery }) => ({
        className: selected.has(delivery.id) ? "bg-selected" : "hover:bg-hover/60",
      })}
      columns={[
        canRedeliver && {
          header: "Selected",
          head: (
            <Checkbox
              aria-label="Select every delivery shown"
              className="align-middle"
              checked={isAll}
              disabled={choosable.length === 0}
              onChange={() => onSelect(new Set(isAll ? [] : choosable))}
            />
          ),
          headClassName: "w-10",
          className: "pr-0",
          cellClassName: "align-top sm:align-middle",
          cell: ({ delivery }) => (
            <Checkbox
              aria-label={`Select ${delivery.id}`}
              className="mt-1.5 align-middle sm:mt-0"
              checked={selected.has(delivery.id)}
              disabled={!isFinished(delivery)}
              onChange={() => toggle(delivery.id)}
            />
          ),
        },
        {
          header: "Delivery",
          isRowHeader: true,
          cellClassName: "w-full max-w-0 py-1.5 font-normal sm:py-0 lg:w-auto lg:max-w-56",
          cell: (row) => <DeliveryCell view={view} {...row} />,
        },
        {
          header: "Status",
          className: "hidden sm:table-cell",
          cell: ({ delivery }) => <DeliveryStatus status={delivery.status} />,
        },
        {
          header: "Events",
          numeric: true,
          className: "hidden sm:table-cell",
          cell: ({ delivery }) => exactNumber(delivery.event_count),
        },
        {
          header: "Attempts",
          numeric: true,
          className: "hidden md:table-cell",
          cell: ({ delivery }) => exactNumber(delivery.attempt_count),
        },
        {
          header: "Last answer",
          className: "hidden md:table-cell",
          cellClassName: "max-w-64 truncate",
          title: ({ answer }) => answer,
          cell: ({ answer }) => answer ?? <NoValue reason="Not tried yet" />,
        },
        {
          header: "Next attempt",
          className: "hidden whitespace-nowrap text-muted-foreground lg:table-cell",
          cell: ({ next }) =>
            next ? (
              <span suppressHydrationWarning>{next}</span>
            ) : (
              <NoValue reason="None: finished" />
            ),
        },
        {
          header: "Created",
          className: "hidden text-muted-foreground lg:table-cell",
          cell: ({ delivery }) => <RelativeTime iso={delivery.created_at} />,
        },
        canRedeliver && {
          header: "Actions",
          isUntitled: true,
          headClassName: "w-28",
          className: "hidden whitespace-nowrap sm:table-cell",
          cellClassName: "py-0 text-right",
          cell: ({ redeliver }) => redeliver,
        },
      ]}
    />
  );
}

interface DeliveryCellProps {
  delivery: WebhookDelivery;
  view: WebhookView;
  answer: string | null;
  next: string | null;
  redeliver: ReactNode;
}

function DeliveryCell({ delivery, view, answer, next, redeliver }: DeliveryCellProps) {
  const { id, kind, status } = delivery;
  return (
    <>
      <span className="flex items-center gap-2">
        <ViewLink
          view={{ ...view, deliveryId: id }}
          title={id}
          className="truncate rounded-sm font-mono text-[13px] text-accent hover:underline"
        >
          {id}
        </ViewLink>
        {kind === "test" ? <Badge>Test</Badge> : null}
      </span>
      <span className="block space-y-1 py-1 text-muted-foreground text-xs sm:hidden">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <DeliveryStatus status={status} />
          {answer ? <span className="max-w-full truncate">{answer}</span> : null}
        </span>
        <span className="block">
          {contents(delivery)} · <RelativeTime iso={delivery.created_at} />
          {next ? <span suppressHydrationWarning> · next {next}</span> : null}
        </span>
        {redeliver ? <span className="-ml-2.5 block">{redeliver}</span> : null}
      </span>
    </>
  );
}

/** What waits is sent anyway. */
export function isFinished({ status }: Pick<WebhookDelivery, "status">): boolean {
  return status !== "pending";
}
