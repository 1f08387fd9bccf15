import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Table, TBody, TH, THead, TR } from "@/components/ui/table";
import type { UsageConsumer, UsageHistory } from "@/gateway/contracts/usage-history";
import { cn } from "@/lib/class-names";
import { plural } from "@/lib/format";
import { routes } from "@/lib/routes";
import { type UsageTarget, type UsageView, usageHref } from "@/lib/usage-view";
import { addSums, ConsumerFigures } from "./consumer-figures";
import { consumerName, groupName } from "./consumer-name";

export interface TopConsumersProps {
  history: UsageHistory;
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

/** Who used most; each name leads to its own usage, where a phone finds the columns it leaves out. */
export function TopConsumers({ history, view, target }: TopConsumersProps) {
  const { title, one } = words[history.by];
  const { consumers, others, totals } = history;
  // One more takes no more room than "1 other" does.
  const end = consumers.length + others.count === listedMax + 1 ? listedMax + 1 : listedMax;
  const listed = consumers.slice(0, end);
  const rest = consumers.slice(end);
  const restCount = rest.length + others.count;
  if (consumers.length === 0) return null;
  const whole = totals.total_tokens;
  return (
    <section className="space-y-2">
      <h2 className="font-medium">{title}</h2>
      <Table aria-label={title} className="table-fixed sm:min-w-200">
        <THead>
          <TR>
            <TH className="w-[42%] sm:w-[27%]">{one}</TH>
            <TH numeric className="sm:w-[11%]">
              Tokens
            </TH>
            <TH className="sm:w-[17%] sm:pl-6">Share</TH>
            <TH numeric className="max-sm:hidden">
              Input
            </TH>
            <TH numeric className="max-sm:hidden">
              Cached
            </TH>
            <TH numeric className="max-sm:hidden">
              Output
            </TH>
            <TH numeric>Requests</TH>
            <TH numeric className="max-sm:hidden">
              Refusals
            </TH>
          </TR>
        </THead>
        <TBody>
          {listed.map((consumer) => (
            <TR key={consumer.id} aria-label={consumerName(consumer)}>
              <TH scope="row" className="font-normal">
                <Consumer {...{ consumer, view, target }} />
              </TH>
              <ConsumerFigures sums={consumer.totals} whole={whole} />
            </TR>
          ))}
          {restCount > 0 ? (
            <TR>
              <TH scope="row" className="font-normal text-muted-foreground">
                {plural(restCount, "other")}
              </TH>
              <ConsumerFigures
                sums={[...rest.map((each) => each.totals), others.totals].reduce(addSums)}
                whole={whole}
              />
            </TR>
          ) : null}
          <TR className="bg-muted/60 font-medium">
            <TH scope="row">Total</TH>
            <ConsumerFigures sums={totals} whole={whole} />
          </TR>
        </TBody>
      </Table>
    </section>
  );
}

function Consumer({
  consumer,
  view,
  target,
}: { consumer: UsageConsumer } & Omit<TopConsumersProps, "history">) {
  const { key, group, slug, is_own_use: isOwnUse } = consumer;
  const href = usageHref(target, narrowed(view, consumer));
  const name = key ? key.name || key.prefix : slug !== null ? slug : groupName(group);
  const isMono = slug !== null || (key !== null && !key.name);
  const gone = key?.is_revoked ? "revoked" : !key && group?.is_deleted ? "deleted" : null;
  return (
    <div className="min-w-0 py-1">
      <div className="flex min-w-0 items-center gap-2">
        {isOwnUse ? (
          <span className="truncate" title={name}>
            {name}
          </span>
        ) : (
          <Link
            href={href}
            title={name}
            className={cn(
              "truncate rounded-sm text-accent underline-offset-4 hover:underline",
              isMono && "font-mono text-[13px]",
            )}
          >
            {name}
          </Link>
        )}
        {isOwnUse ? <Badge>own calls</Badge> : null}
        {gone ? <Badge tone="danger">{gone}</Badge> : null}
      </div>
      {key ? (
        <p className="truncate text-muted-foreground text-xs">
          {key.name ? <span className="font-mono">{key.prefix}</span> : null}
          {key.name && group ? " · " : null}
          {group?.is_deleted ? (
            groupName(group)
          ) : group ? (
            <Link
              href={routes.group(group.id, "keys")}
              className="rounded-sm underline-offset-4 hover:underline"
            >
              {groupName(group)}
            </Link>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}

/** The same view of this consumer alone. */
function narrowed(view: UsageView, { key, slug, group }: UsageConsumer): UsageView {
  if (key) return { ...view, split: "none", keyPrefix: key.prefix };
  if (slug !== null) return { ...view, split: "none", slug };
  return { ...view, groupId: group?.id ?? view.groupId };
}
