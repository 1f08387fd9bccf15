"use client";

import { useState } from "react";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { UsageDimension, UsageSums } from "@/gateway/contracts/usage-history";
import { plural } from "@/lib/format/format";
import type { UsageTarget, UsageView } from "@/lib/url-state/usage-view";
import { ConsumerCell } from "./consumer-cell";
import { type ConsumerLine, consumerColumns } from "./consumer-columns";
import { consumerName } from "./consumer-name";
import {
  addUp,
  type ConsumerColumn,
  type ConsumerOrder,
  nextOrder,
  type RankedConsumer,
  rankConsumers,
} from "./rank-consumers";
import { toShares } from "./shares";

export interface TopConsumersProps {
  by: UsageDimension;
  /** Those with the most tokens, in that order. */
  consumers: RankedConsumer[];
  /** All that are not among them, together. */
  others: { count: number; totals: UsageSums };
  totals: UsageSums;
  view: UsageView;
  target: UsageTarget;
}

const listedMax = 10;

const words = {
  none: { title: "Top groups", one: "Group" },
  group: { title: "Top groups", one: "Group" },
  key: { title: "Top keys", one: "Key" },
  slug: { title: "Top models", one: "Model" },
} as const;

const total = "Total";

/** Who used most; each name leads to its own usage, where a phone finds the columns it leaves out. */
export function TopConsumers({ by, consumers, others, totals, view, target }: TopConsumersProps) {
  const [order, setOrder] = useState<ConsumerOrder>({
    ...{ column: "total_tokens", direction: "descending" },
  });
  const { title, one } = words[by];
  if (consumers.length === 0) return null;
  const shares = toShares([...consumers, others].map((each) => each.totals.total_tokens));
  const shareOf = new Map(consumers.map(({ id }, index) => [id, shares[index] ?? 0]));
  // One more takes no more room than "1 other" does.
  const end = consumers.length + others.count === listedMax + 1 ? listedMax + 1 : listedMax;
  const ranked = rankConsumers(consumers, order);
  const rest = ranked.slice(end);
  const restCount = rest.length + others.count;
  const restShare = rest.reduce((sum, { id }) => sum + (shareOf.get(id) ?? 0), 0);
  const sortBy = (column: ConsumerColumn) => ({
    direction: order.column === column ? order.direction : null,
    onSort: () => setOrder(nextOrder(order, column)),
  });
  const lines: ConsumerLine[] = ranked.slice(0, end).map((consumer) => ({
    who: consumer,
    sums: consumer.totals,
    share: shareOf.get(consumer.id) ?? 0,
  }));
  if (restCount > 0) {
    lines.push({
      who: plural(restCount, "other"),
      sums: addUp([...rest, others].map((each) => each.totals)),
      share: restShare + (shares.at(-1) ?? 0),
    });
  }
  lines.push({ who: total, sums: totals, share: totals.total_tokens > 0 ? 1_000 : 0 });
  const isPartial = others.count > 0 && !["total_tokens", "share"].includes(order.column);
  return (
    <section className="space-y-2">
      <h2 className="font-medium">{title}</h2>
      <DataTable
        label={title}
        className="table-fixed sm:min-w-200"
        rows={lines}
        rowKey={({ who }) => (typeof who === "string" ? `sum: ${who}` : who.id)}
        rowProps={toRowProps}
        columns={[
          {
            header: one,
            isRowHeader: true,
            headClassName: "w-[42%] sm:w-[27%]",
            cellClassName: ({ who }) => nameLook(who),
            sort: sortBy("name"),
            cell: ({ who }) =>
              typeof who === "string" ? who : <ConsumerCell {...{ consumer: who, view, target }} />,
          },
          ...consumerColumns(totals.total_tokens, sortBy),
        ]}
      />
      {isPartial ? (
        <p role="status" className="text-muted-foreground text-xs">
          In order among the {plural(consumers.length, "consumer")} with the most tokens. The CSV
          has more.
        </p>
      ) : null}
    </section>
  );
}

function toRowProps({ who }: ConsumerLine) {
  if (who === total) return { className: "bg-muted/60 font-medium" };
  return typeof who === "string" ? {} : { "aria-label": consumerName(who) };
}

function nameLook(who: ConsumerLine["who"]): string {
  if (who === total) return "";
  return typeof who === "string" ? "font-normal text-muted-foreground" : "font-normal";
}
