"use client";

import { NoValue } from "@/components/shared/no-value";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
  const { deliveries, canRedeliver, selected, onSelect } = props;
  const choosable = deliveries.filter(isFinished).map(({ id }) => id);
  const isAll = choosable.length > 0 && choosable.every((id) => selected.has(id));
  return (
    <Table aria-label="Deliveries">
      <THead>
        <TR>
          {canRedeliver ? (
            <TH className="w-10 pr-0">
              <Checkbox
                aria-label="Select every delivery shown"
                className="align-middle"
                checked={isAll}
                disabled={choosable.length === 0}
                onChange={() => onSelect(new Set(isAll ? [] : choosable))}
              />
            </TH>
          ) : null}
          <TH>Delivery</TH>
          <TH className="hidden sm:table-cell">Status</TH>
          <TH numeric className="hidden sm:table-cell">
            Events
          </TH>
          <TH numeric className="hidden md:table-cell">
            Attempts
          </TH>
          <TH className="hidden md:table-cell">Last answer</TH>
          <TH className="hidden lg:table-cell">Next attempt</TH>
          <TH className="hidden lg:table-cell">Created</TH>
          {canRedeliver ? (
            <TH className="hidden w-28 sm:table-cell">
              <span className="sr-only">Actions</span>
            </TH>
          ) : null}
        </TR>
      </THead>
      <TBody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} {...props} delivery={delivery} />
        ))}
      </TBody>
    </Table>
  );
}

function DeliveryRow({
  delivery,
  view,
  paused,
  readAtMs,
  canRedeliver,
  selected,
  onSelect,
  onRedeliver,
}: DeliveriesTableProps & { delivery: WebhookDelivery }) {
  const { id, kind, status } = delivery;
  const isSelected = selected.has(id);
  const toggle = () => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const answer = lastAnswer(delivery);
  const next = nextAttempt(delivery, paused, readAtMs);
  const redeliver = isFinished(delivery) ? (
    <Button variant="ghost" size="sm" onClick={() => onRedeliver(delivery)}>
      Redeliver
    </Button>
  ) : null;
  return (
    <TR className={isSelected ? "bg-selected" : "hover:bg-hover/60"}>
      {canRedeliver ? (
        <TD className="pr-0 align-top sm:align-middle">
          <Checkbox
            aria-label={`Select ${id}`}
            className="mt-1.5 align-middle sm:mt-0"
            checked={isSelected}
            disabled={!isFinished(delivery)}
            onChange={toggle}
          />
        </TD>
      ) : null}
      <TH scope="row" className="w-full max-w-0 py-1.5 font-normal sm:py-0 lg:w-auto lg:max-w-56">
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
          {canRedeliver && redeliver ? <span className="-ml-2.5 block">{redeliver}</span> : null}
        </span>
      </TH>
      <TD className="hidden sm:table-cell">
        <DeliveryStatus status={status} />
      </TD>
      <TD numeric className="hidden sm:table-cell">
        {exactNumber(delivery.event_count)}
      </TD>
      <TD numeric className="hidden md:table-cell">
        {exactNumber(delivery.attempt_count)}
      </TD>
      <TD className="hidden max-w-64 truncate md:table-cell" title={answer ?? undefined}>
        {answer ?? <NoValue reason="Not tried yet" />}
      </TD>
      <TD className="hidden whitespace-nowrap text-muted-foreground lg:table-cell">
        {next ? <span suppressHydrationWarning>{next}</span> : <NoValue reason="None: finished" />}
      </TD>
      <TD className="hidden text-muted-foreground lg:table-cell">
        <RelativeTime iso={delivery.created_at} />
      </TD>
      {canRedeliver ? (
        <TD className="hidden whitespace-nowrap py-0 text-right sm:table-cell">{redeliver}</TD>
      ) : null}
    </TR>
  );
}

/** What waits is sent anyway. */
export function isFinished({ status }: Pick<WebhookDelivery, "status">): boolean {
  return status !== "pending";
}
