import { RelativeTime } from "@/components/ui/relative-time";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { isRolling } from "@/gateway/contracts/limit-windows";
import { flattenLimits } from "@/gateway/limits/resolve-limits";
import { cn } from "@/lib/format/class-names";
import { usedPercent } from "@/lib/format/format";
import { hiddenSource, type LimitSource } from "@/lib/limits/limit-source";
import { LimitOrigin } from "../table/limit-origin";
import type { LimitRow } from "../table/limit-rows";
import { LimitStanding } from "../table/limit-standing";
import { countedText, findPool } from "./consumers";
import { PoolConsumersLine } from "./pool-consumers";
import { useConsumers } from "./use-consumers";

export interface LimitBreakdownProps {
  slug: string;
  enforcement: LimitEnforcement;
  path: LimitSource[];
  /** The lines of one limit: in a cascading tree several. */
  rows: LimitRow[];
}

/**
 * One limit on its way down from the root: what each level declares, and what came of it; where
 * levels are pools, who used them.
 */
export function LimitBreakdown({ rows, ...props }: LimitBreakdownProps) {
  const [first] = rows;
  return first ? <Levels {...props} rows={rows} first={first} /> : null;
}

function Levels({
  slug,
  enforcement,
  path,
  rows,
  first,
}: LimitBreakdownProps & { first: LimitRow }) {
  const groupId = path.at(-1)?.id ?? "";
  const limit = { slug, type: first.type, unit: first.unit };
  const consumers = useConsumers(groupId, limit, enforcement);
  const levels = path.map((group) => ({
    group,
    threshold:
      flattenLimits(group.models).find(
        (limit) => limit.slug === slug && limit.type === first.type && limit.unit === first.unit,
      )?.threshold ?? null,
    row: rows.find(({ effective }) => effective?.source === group.id),
  }));
  const scale = Math.max(...levels.map(({ threshold }) => threshold ?? 0), 1);
  return (
    <div className="w-full px-3 py-3">
      <ol className="space-y-3 md:space-y-2">
        {levels.map(({ group, threshold, row }, index) => (
          <li
            key={group.id}
            className="grid grid-cols-[1.25rem_1fr] items-center gap-x-3 gap-y-1.5 md:grid-cols-[1.25rem_minmax(6rem,11rem)_minmax(6rem,1fr)_minmax(14rem,auto)]"
          >
            <span className="font-mono text-muted-foreground text-xs">L{index + 1}</span>
            <span className="truncate">
              <LimitOrigin path={path} groupId={group.id} />
            </span>
            {threshold === null ? (
              <span className="col-start-2 text-muted-foreground md:col-span-2 md:col-start-3">
                declares nothing
              </span>
            ) : (
              <>
                <Bar threshold={threshold} scale={scale} row={row} />
                <span className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-[13px] md:col-start-4 md:justify-end">
                  <LimitStanding threshold={threshold} row={row} />
                </span>
                {consumers === null ? null : (
                  <div className="col-start-2 min-w-0 text-xs md:col-span-2 md:col-start-3">
                    <PoolConsumersLine
                      pool={consumers && findPool(consumers, group.id)}
                      groupId={groupId}
                      asShares={consumers !== undefined && consumers.onlyFrom !== null}
                    />
                  </div>
                )}
              </>
            )}
          </li>
        ))}
      </ol>
      <p className="mt-3 text-muted-foreground text-xs">
        {meaning(enforcement, first, path)} <Resets rows={rows} />
        {consumers ? ` ${countedText(consumers)}` : null}
      </p>
    </div>
  );
}

/** All levels on one scale, so that a wide pool looks wide. */
function Bar({
  threshold,
  scale,
  row,
}: {
  threshold: number;
  scale: number;
  row: LimitRow | undefined;
}) {
  const used = row?.used.state === "known" ? row.used.used : 0;
  const percent = threshold === 0 ? 100 : Math.min(100, usedPercent(used, threshold));
  const tone = percent > 90 ? "bg-danger-solid" : percent > 70 ? "bg-warn-bar" : "bg-bar";
  return (
    <span aria-hidden className="col-start-2 block h-2 md:col-start-3">
      <span
        className={cn(
          "block h-full min-w-1 overflow-hidden rounded-full bg-track",
          !row && "opacity-50",
        )}
        style={{ width: `${(threshold / scale) * 100}%` }}
      >
        {row && used > 0 ? (
          <span className={cn("block h-full", tone)} style={{ width: `${percent}%` }} />
        ) : null}
      </span>
    </span>
  );
}

function meaning(enforcement: LimitEnforcement, row: LimitRow, path: LimitSource[]): string {
  if (enforcement === "CASCADING") {
    return "Every level that declares it counts: a call must fit into all of them.";
  }
  const source = row.effective?.source;
  const isOwn = source === path.at(-1)?.id;
  const name = path.find(({ id }) => id === source)?.name ?? hiddenSource;
  return isOwn
    ? "The closest declaration holds: this group's own. Only its own traffic is counted."
    : `The closest declaration holds: that of ${name}. Only this group's own traffic is counted.`;
}

function Resets({ rows }: { rows: LimitRow[] }) {
  const [row] = rows;
  if (!row || isRolling(row.unit))
    return <>The window rolls: what was used comes back as it ages.</>;
  const resetAt = row.used.state === "known" ? row.used.resetAt : null;
  return (
    <>
      The day ends at 00:00 UTC
      {resetAt ? (
        <>
          , <RelativeTime iso={resetAt} />
        </>
      ) : null}
      .
    </>
  );
}
