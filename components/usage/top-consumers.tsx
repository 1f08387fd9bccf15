"use client";

import { useState } from "react";
import { Table, TBody, TH, THead, TR } from "@/components/ui/table";
import type { UsageDimension, UsageSums } from "@/gateway/contracts/usage-history";
import { plural } from "@/lib/format/format";
import type { UsageTarget, UsageView } from "@/lib/url-state/usage-view";
import { ConsumerCell } from "./consumer-cell";
import { ConsumerFigures } from "./consumer-figures";
import { consumerName } from "./consumer-name";
import {
  addUp,
  type ConsumerColumn,
  type ConsumerOrder,
  figureColumns,
  nextOrder,
  type RankedConsumer,
  rankConsumers,
} from "./rank-consumers";
import { toShares } from "./shares";
import { SortableHead } from "./sortable-head";

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

const widths: Partial<Record<ConsumerColumn, string>> = {
  total_tokens: "sm:w-[11%]",
  share: "sm:w-[17%] sm:pl-6",
  requests: "",
};

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
  const whole = totals.total_tokens;
  const head = (column: ConsumerColumn) => ({
    direction: order.column === column ? order.direction : null,
    onSort: () => setOrder(nextOrder(order, column)),
  });
  const isPartial = others.count > 0 && !["total_tokens", "share"].includes(order.column);
  return (
    <section className="space-y-2">
      <h2 className="font-medium">{title}</h2>
      <Table aria-label={title} className="table-fixed sm:min-w-200">
        <THead>
          <TR>
            <SortableHead label={one} {...head("name")} className="w-[42%] sm:w-[27%]" />
            {figureColumns.map(({ id, label }) => (
              <SortableHead
                key={id}
                label={label}
                numeric={id !== "share"}
                {...head(id)}
                className={widths[id] ?? "max-sm:hidden"}
              />
            ))}
          </TR>
        </THead>
        <TBody>
          {ranked.slice(0, end).map((consumer) => (
            <TR key={consumer.id} aria-label={consumerName(consumer)}>
              <TH scope="row" className="font-normal">
                <ConsumerCell {...{ consumer, view, target }} />
              </TH>
              <ConsumerFigures
                sums={consumer.totals}
                whole={whole}
                share={shareOf.get(consumer.id) ?? 0}
              />
            </TR>
          ))}
          {restCount > 0 ? (
            <TR>
              <TH scope="row" className="font-normal text-muted-foreground">
                {plural(restCount, "other")}
              </TH>
              <ConsumerFigures
                sums={addUp([...rest, others].map((each) => each.totals))}
                whole={whole}
                share={restShare + (shares.at(-1) ?? 0)}
              />
            </TR>
          ) : null}
          <TR className="bg-muted/60 font-medium">
            <TH scope="row">Total</TH>
            <ConsumerFigures sums={totals} whole={whole} share={whole > 0 ? 1_000 : 0} />
          </TR>
        </TBody>
      </Table>
      {isPartial ? (
        <p role="status" className="text-muted-foreground text-xs">
          In order among the {plural(consumers.length, "consumer")} with the most tokens. The CSV
          has more.
        </p>
      ) : null}
    </section>
  );
}
