import { Skeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { cn } from "@/lib/format/class-names";
import { compactSum, sumText } from "@/lib/format/format";
import { routes } from "@/lib/url-state/routes";
import { type Consumer, othersText, type PoolConsumers, shareText } from "./consumers";

export interface PoolConsumersProps {
  /** undefined = not known yet; null = not told of this level. */
  pool: PoolConsumers | null | undefined;
  /** The group that is looked at: it needs no link to itself. */
  groupId: string;
  /** Not all was read, so amounts would not fit the counter's. */
  asShares: boolean;
}

/** `Engineering 62M · Finance 31M · 2 others 5M`: who used one level's pool, biggest first. */
export function PoolConsumersLine({ pool, groupId, asShares }: PoolConsumersProps) {
  if (pool === undefined) return <Skeleton className="my-0.5 h-3 w-40" />;
  if (pool === null) return null;
  const others = othersText(pool.others);
  if (pool.consumers.length === 0 && !others) {
    return <span className="text-muted-foreground">No answered call in this window</span>;
  }
  return (
    <ul aria-label="Who used it" className="flex flex-wrap gap-x-3 gap-y-0.5">
      {pool.consumers.map((consumer) => (
        <li
          key={`${consumer.groupId} ${consumer.name === null}`}
          className="flex min-w-0 max-w-full items-baseline gap-1.5"
        >
          <Name consumer={consumer} groupId={groupId} />
          <Amount amount={consumer.amount} {...{ pool, asShares }} />
        </li>
      ))}
      {others ? (
        <li className="flex items-baseline gap-1.5 text-muted-foreground">
          {others} <Amount amount={pool.others.amount} {...{ pool, asShares }} />
        </li>
      ) : null}
    </ul>
  );
}

function Name({ consumer, groupId }: { consumer: Consumer; groupId: string }) {
  const { name, isOnPath, isDeleted } = consumer;
  if (name === null) {
    return (
      <span title="Calls of this level's own keys" className={cn(isOnPath && "font-medium")}>
        own keys
      </span>
    );
  }
  const look = cn("max-w-48 truncate sm:max-w-64", isOnPath && "font-medium");
  if (isDeleted || consumer.groupId === groupId) {
    return (
      <span title={name} className={look}>
        {name}
        {isDeleted ? " (deleted)" : null}
      </span>
    );
  }
  return (
    <TextLink href={routes.group(consumer.groupId)} title={name} className={look}>
      {name}
    </TextLink>
  );
}

interface AmountProps {
  amount: number;
  pool: PoolConsumers;
  asShares: boolean;
}

function Amount({ amount, pool, asShares }: AmountProps) {
  const share = shareText(amount, pool.amount);
  return (
    <span
      title={asShares ? undefined : `${sumText(amount)}: ${share} of what was used`}
      className="shrink-0 font-mono tabular-nums"
    >
      {asShares ? share : compactSum(amount)}
    </span>
  );
}
