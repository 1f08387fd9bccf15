import { useQueries } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { Skeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import type { LimitEnforcement } from "@/gateway/contracts/group";
import { type LimitPeak, type LimitPeaks, peakDays } from "@/gateway/contracts/limit-peaks";
import { limitName } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";
import { fetchPeaks, limitKeys } from "../queries";
import type { LoweredLimit } from "./lowered-limits";
import { morePeaksText, nobodyText, peakText } from "./peak-text";

export interface LimitsHistoryProps {
  groupId: string;
  enforcement: LimitEnforcement;
  /** What the change makes lower, or brings. */
  limits: LoweredLimit[];
}

/** Whom the new limits would have refused in the last seven days. */
export function LimitsHistory({ groupId, enforcement, limits }: LimitsHistoryProps) {
  const reads = useQueries({
    queries: limits.map((limit) => ({
      queryKey: limitKeys.peaks(groupId, limit),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchPeaks(groupId, limit, signal),
      refetchOnWindowFocus: false,
    })),
  });
  return (
    <section aria-labelledby="limits-history" className="mt-3 border-border border-t pt-3">
      <h3 id="limits-history" className="font-medium">
        The last {peakDays} days
      </h3>
      <ul className="mt-2 space-y-2">
        {limits.map((limit, index) => (
          <li key={`${limit.slug} ${limit.type} ${limit.unit}`}>
            <p className="flex flex-wrap gap-x-3">
              <span className="wrap-anywhere font-mono text-[13px]">{limit.slug}</span>
              <span>{limitName(limit.type, limit.unit)}</span>
            </p>
            <Told
              groupId={groupId}
              peaks={reads[index]?.data}
              isFailed={reads[index]?.isError ?? false}
            />
          </li>
        ))}
      </ul>
      <p className="mt-2 text-muted-foreground text-xs">
        {enforcement === "CASCADING"
          ? "Answered calls of this group with all below it, today's included."
          : "Each group's own answered calls, today's included."}
      </p>
    </section>
  );
}

interface ToldProps {
  groupId: string;
  peaks: LimitPeaks | undefined;
  isFailed: boolean;
}

function Told({ groupId, peaks, isFailed }: ToldProps) {
  if (isFailed) {
    return <p className="text-muted-foreground">The last {peakDays} days could not be read.</p>;
  }
  if (!peaks) {
    return (
      <div role="status" aria-label={`Looking at the last ${peakDays} days`}>
        <Skeleton className="my-1 h-3 w-72 max-w-full" />
      </div>
    );
  }
  const more = morePeaksText(peaks);
  if (peaks.groups.length === 0) {
    return <p className="text-muted-foreground">{nobodyText(peaks)}</p>;
  }
  return (
    <div className="flex items-start gap-1.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0">
        {peaks.groups.map((peak) => (
          <p key={peak.group.id} className="wrap-anywhere">
            <Name group={peak.group} isHere={peak.group.id === groupId} /> {peakText(peak, peaks)}
          </p>
        ))}
        {more ? <p className="text-muted-foreground">{more}</p> : null}
      </div>
    </div>
  );
}

function Name({ group, isHere }: { group: LimitPeak["group"]; isHere: boolean }) {
  const name = group.name || group.external_entity_id;
  if (isHere) return <span className="font-medium">{name}</span>;
  return (
    <TextLink href={routes.group(group.id)} isInText>
      {name}
    </TextLink>
  );
}
