"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { WebhookDeliveryStatus, WebhookSettings } from "@/gateway/contracts/webhook";
import { exactNumber } from "@/lib/format/format";
import { toActionError } from "@/lib/gateway/unwrap";
import type { WebhookView } from "@/lib/url-state/webhook-view";
import { deliveriesQuery } from "../queries";
import type { DeliveryPage } from "../webhook-data";
import { DeliveriesTable } from "./deliveries-table";
import { DeliveryFilter } from "./delivery-filter";
import { RedeliverDialog } from "./redeliver-dialog";
import { RedeliveryProgress } from "./redelivery-progress";
import type { useRedelivery } from "./use-redelivery";

const busyMs = 2_000;
const quietMs = 8_000;
/** Beyond these, reading all of them again and again costs more than it tells. */
const livePagesMax = 3;

export interface DeliveriesPanelProps {
  settings: WebhookSettings;
  view: WebhookView;
  /** The first page, as the server read it for one status; null = the browser asks. */
  first: { status: WebhookDeliveryStatus | null; page: DeliveryPage } | null;
  canRedeliver: boolean;
  redelivery: ReturnType<typeof useRedelivery>;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

export function DeliveriesPanel(props: DeliveriesPanelProps) {
  const { settings, view, first, canRedeliver, redelivery, selected, onSelect } = props;
  const { status } = view;
  const list = useInfiniteQuery({
    ...deliveriesQuery(settings.created_at, status),
    ...(first && first.status === status
      ? { initialData: { pages: [first.page], pageParams: [null] } }
      : {}),
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      if (pages.length > livePagesMax) return false;
      const isBusy = pages.some(({ items }) => items.some((item) => item.status === "pending"));
      return isBusy ? busyMs : quietMs;
    },
  });
  const deliveries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = deliveries.filter((each) => selected.has(each.id) && each.status !== "pending");
  const { paused, dead_letter_count: deadLetters } = settings;
  return (
    <section aria-labelledby="deliveries" className="space-y-3">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="deliveries" className="font-medium text-lg">
          Deliveries
        </h2>
        {canRedeliver ? (
          <div className="flex flex-wrap items-center gap-2">
            {chosen.length > 0 ? (
              <>
                <Button variant="ghost" onClick={() => onSelect(new Set())}>
                  Clear
                </Button>
                <Button
                  pending={redelivery.pending}
                  onClick={() => redelivery.choose({ kind: "selection", deliveries: chosen })}
                >
                  Redeliver {exactNumber(chosen.length)} selected
                </Button>
              </>
            ) : null}
            {deadLetters > 0 ? (
              <Button
                pending={redelivery.pending}
                onClick={() => redelivery.choose({ kind: "all", count: deadLetters })}
              >
                Redeliver all dead letters
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      {redelivery.asked ? null : <FormError error={redelivery.error} />}
      {redelivery.run ? (
        <RedeliveryProgress
          key={redelivery.run.sinceMs}
          run={redelivery.run}
          paused={paused}
          onDismiss={redelivery.dismiss}
        />
      ) : null}
      <DeliveryFilter current={status} settings={settings} />
      {list.isError ? <FormError error={toActionError(list.error)} /> : null}
      {list.isPending ? (
        <TableSkeleton rows={5} label="deliveries" />
      ) : deliveries.length > 0 ? (
        <DeliveriesTable
          deliveries={deliveries}
          view={view}
          paused={paused}
          readAtMs={list.dataUpdatedAt}
          canRedeliver={canRedeliver}
          selected={selected}
          onSelect={onSelect}
          onRedeliver={(delivery) =>
            redelivery.choose({ kind: "selection", deliveries: [delivery] })
          }
        />
      ) : list.isError ? null : (
        <NoDeliveries status={status} />
      )}
      {list.hasNextPage ? (
        <Button onClick={() => void list.fetchNextPage()} pending={list.isFetchingNextPage}>
          Show older
        </Button>
      ) : null}
      {redelivery.asked ? (
        <RedeliverDialog
          choice={redelivery.asked}
          paused={paused}
          pending={redelivery.pending}
          error={redelivery.error}
          onConfirm={() => void redelivery.confirm()}
          onClose={redelivery.cancel}
        />
      ) : null}
    </section>
  );
}

const empty = {
  all: {
    title: "No deliveries yet",
    body: "Billing events recorded from now on are sent in batches, seconds after their calls. Send a test event to see that your receiver takes them.",
  },
  pending: {
    title: "Nothing waits",
    body: "What is recorded goes out within seconds, and is tried again here when it fails.",
  },
  delivered: {
    title: "Nothing was delivered yet",
    body: "What your receiver accepts is listed here for 7 days.",
  },
  dead_letter: {
    title: "No dead letters",
    body: "What your receiver refuses, or does not accept within 15 s, is kept here for 30 days to be sent again.",
  },
};

function NoDeliveries({ status }: { status: WebhookDeliveryStatus | null }) {
  return <EmptyState icon={Inbox} heading="h3" {...empty[status ?? "all"]} />;
}
