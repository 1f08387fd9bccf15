"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { isRolling } from "@/gateway/contracts/limit-windows";
import { headroomPairsMax } from "@/gateway/contracts/sizes";
import { exactNumber } from "@/lib/format/format";
import type { Result } from "@/lib/gateway/result";
import { fetchResult } from "@/lib/gateway/unwrap";
import { limitName, thresholdText } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";
import type { NearestLimits as Nearest, NearLimit } from "./nearest";
import { nearestQueryKey } from "./queries";

const refetchMs = 15_000;
const shownAtFirst = 5;

/** Groups nearest to a limit, read again every 15 s while the page is looked at. */
export function NearestLimits({ initial }: { initial: Result<Nearest> }) {
  const nearest = useQuery({
    queryKey: nearestQueryKey,
    queryFn: ({ signal }) => fetchResult<Nearest>("/api/headroom/nearest", signal),
    // Coming back, what the server just rendered is newer than what was kept.
    gcTime: 0,
    refetchInterval: refetchMs,
    ...(initial.ok ? { initialData: initial.data } : {}),
  });
  const [isWhole, setWhole] = useState(false);
  const known = nearest.isError ? undefined : nearest.data;
  const shown = isWhole ? known?.limits : known?.limits.slice(0, shownAtFirst);
  return (
    <section aria-labelledby="nearest-limits">
      <div className="mb-2 flex h-6 items-baseline gap-2">
        <h2 id="nearest-limits" className="font-medium">
          Nearest limits
        </h2>
        {known && known.limits.length > shownAtFirst ? (
          <button
            type="button"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
            className="order-last ml-auto rounded-sm text-accent text-xs underline-offset-4 hover:underline"
          >
            {isWhole ? "Show fewer" : `Show all ${known.limits.length}`}
          </button>
        ) : null}
        {known?.isPartial ? (
          <span className="text-muted-foreground text-xs">
            of the {headroomPairsMax} that called most today
          </span>
        ) : null}
      </div>
      {known && shown && shown.length > 0 ? (
        <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
          {shown.map((limit) => (
            <Line
              key={`${limit.groupId} ${limit.slug} ${limit.type} ${limit.unit}`}
              limit={limit}
            />
          ))}
        </ul>
      ) : (
        <p className="rounded-lg border border-border bg-surface px-3 py-2.5 text-muted-foreground">
          {sentence(known)}
        </p>
      )}
    </section>
  );
}

function sentence(nearest: Nearest | undefined): string {
  if (!nearest) return "How far limits are used can't be read right now.";
  switch (nearest.state) {
    case "unknown":
      return "How far limits are used is not known: the gateway can't read its counters right now.";
    case "idle":
      return "No call of today is added up yet.";
    case "known":
      return "Less than half of every limit is used.";
    default:
      return nearest.state satisfies never;
  }
}

function Line({ limit }: { limit: NearLimit }) {
  const { groupId, label, above, slug, type, unit, threshold, used, resetAt } = limit;
  return (
    <li className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-3 py-1.5 sm:grid-cols-[minmax(0,5fr)_minmax(0,7fr)_7rem_5rem]">
      <span className="truncate" title={[...above, label].join(" / ")}>
        {groupId === null ? (
          <span className="text-muted-foreground">{label}</span>
        ) : (
          <Link
            href={routes.group(groupId)}
            className="rounded-sm font-medium underline-offset-4 hover:underline"
          >
            {label}
          </Link>
        )}
        {above.length > 0 ? (
          <span className="text-muted-foreground text-xs"> in {above.join(" / ")}</span>
        ) : null}
      </span>
      <span className="min-w-0 text-muted-foreground max-sm:order-last max-sm:text-xs sm:flex sm:items-baseline sm:gap-x-2">
        <span title={exactNumber(threshold)} className="whitespace-nowrap sm:order-last sm:ml-auto">
          {thresholdText(threshold)} {limitName(type, unit).toLowerCase()}
        </span>
        <span title={slug} className="block truncate font-mono text-[13px] max-sm:text-xs">
          {slug}
        </span>
      </span>
      <HeadroomBar used={used} threshold={threshold} />
      <span className="text-right text-muted-foreground text-xs max-sm:order-last">
        {isRolling(unit) ? (
          <span title="The window rolls: what was used comes back as it ages">rolls</span>
        ) : (
          <>
            resets <RelativeTime iso={resetAt} />
          </>
        )}
      </span>
    </li>
  );
}
