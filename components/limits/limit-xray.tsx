import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { flattenLimits } from "@/gateway/limits/resolve-limits";
import { cn } from "@/lib/class-names";
import { compactNumber, exactNumber, usedPercent } from "@/lib/format";
import { hiddenSource, type LimitSource } from "@/lib/limit-source";
import { thresholdText } from "@/lib/limit-text";
import type { LimitRow } from "./limit-rows";
import { SourceLink } from "./source-link";

export interface LimitXrayProps {
  slug: string;
  enforcement: LimitEnforcement;
  path: LimitSource[];
  /** The lines of one limit: in a cascading tree several. */
  rows: LimitRow[];
}

/** One limit on its way down from the root: what each level declares, and what came of it. */
export function LimitXray({ slug, enforcement, path, rows }: LimitXrayProps) {
  const [first] = rows;
  if (!first) return null;
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
              <SourceLink path={path} groupId={group.id} />
            </span>
            {threshold === null ? (
              <span className="col-start-2 text-muted-foreground md:col-span-2 md:col-start-3">
                declares nothing
              </span>
            ) : (
              <>
                <Bar threshold={threshold} scale={scale} row={row} />
                <span className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-[13px] md:col-start-4 md:justify-end">
                  <Standing threshold={threshold} row={row} />
                </span>
              </>
            )}
          </li>
        ))}
      </ol>
      <p className="mt-3 text-muted-foreground text-xs">
        {meaning(enforcement, first, path)} <Resets rows={rows} />
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

function Standing({ threshold, row }: { threshold: number; row: LimitRow | undefined }) {
  const declared = (
    <span>
      <Figure value={threshold} text={thresholdText(threshold)} />
      {threshold > 0 ? " allowed" : null}
    </span>
  );
  if (!row) {
    return (
      <>
        {declared}
        <span className="text-muted-foreground">replaced further down</span>
      </>
    );
  }
  if (row.used.state !== "known") {
    return (
      <>
        {declared}
        <span className="text-muted-foreground">use not known</span>
      </>
    );
  }
  const { used } = row.used;
  return (
    <>
      {row.bindsFirst ? <BindsFirst /> : null}
      {declared}
      <span>
        <Figure value={used} text={compactNumber(used)} /> used
      </span>
      <span className="text-muted-foreground">
        <Figure
          value={Math.max(0, threshold - used)}
          text={compactNumber(Math.max(0, threshold - used))}
        />{" "}
        left
      </span>
    </>
  );
}

export function BindsFirst() {
  return (
    <Badge tone="accent" title="Of this model's limits, the one that stops traffic first">
      binds first
    </Badge>
  );
}

function Figure({ value, text }: { value: number; text: string }) {
  return (
    <span title={exactNumber(value)} className="font-mono tabular-nums">
      {text}
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
  if (row?.unit !== "DAY") return <>The window rolls: what was used comes back as it ages.</>;
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
