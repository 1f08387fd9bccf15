import Link from "next/link";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/format/class-names";
import { compactSum, sumText } from "@/lib/format/format";
import { routes } from "@/lib/url-state/routes";
import { type Drinker, othersText, type PoolDrinkers, shareText } from "./drinkers";

export interface PoolDrinkersProps {
  /** undefined = not known yet; null = not told of this level. */
  pool: PoolDrinkers | null | undefined;
  /** The group that is looked at: it needs no link to itself. */
  groupId: string;
  /** Not all was read, so amounts would not fit the counter's. */
  asShares: boolean;
}

/** `Engineering 62M · Finance 31M · 2 others 5M`: who used one level's pool, biggest first. */
export function PoolDrinkersLine({ pool, groupId, asShares }: PoolDrinkersProps) {
  if (pool === undefined) return <Skeleton className="my-0.5 h-3 w-40" />;
  if (pool === null) return null;
  const others = othersText(pool.others);
  if (pool.drinkers.length === 0 && !others) {
    return <span className="text-muted-foreground">No answered call in this window</span>;
  }
  return (
    <ul aria-label="Who used it" className="flex flex-wrap gap-x-3 gap-y-0.5">
      {pool.drinkers.map((drinker) => (
        <li
          key={`${drinker.groupId} ${drinker.name === null}`}
          className="flex min-w-0 max-w-full items-baseline gap-1.5"
        >
          <Name drinker={drinker} groupId={groupId} />
          <Amount amount={drinker.amount} {...{ pool, asShares }} />
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

function Name({ drinker, groupId }: { drinker: Drinker; groupId: string }) {
  const { name, isOnPath, isDeleted } = drinker;
  if (name === null) {
    return (
      <span title="Calls of this level's own keys" className={cn(isOnPath && "font-medium")}>
        own keys
      </span>
    );
  }
  const look = cn("max-w-48 truncate sm:max-w-64", isOnPath && "font-medium");
  if (isDeleted || drinker.groupId === groupId) {
    return (
      <span title={name} className={look}>
        {name}
        {isDeleted ? " (deleted)" : null}
      </span>
    );
  }
  return (
    <Link
      href={routes.group(drinker.groupId)}
      title={name}
      className={cn(look, "rounded-sm text-accent underline-offset-4 hover:underline")}
    >
      {name}
    </Link>
  );
}

interface AmountProps {
  amount: number;
  pool: PoolDrinkers;
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
