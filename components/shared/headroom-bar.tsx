import { NoValue } from "@/components/shared/no-value";
import { cn } from "@/lib/format/class-names";
import { exactNumber, sumText, usedPercent } from "@/lib/format/format";

export interface HeadroomBarProps {
  /** null = not known: a dash with `unknown` as its reason. */
  used: number | null | undefined;
  /** null = not limited. 0 = blocked. */
  threshold: number | null | undefined;
  unknown?: string;
  /** Only the bar, the percentage for assistive technology alone. */
  compact?: boolean;
  className?: string;
}

/** Grey to 70%, amber to 90%, red above; the percentage is always in text. */
export function HeadroomBar({
  used,
  threshold,
  unknown = "Not known",
  compact = false,
  className,
}: HeadroomBarProps) {
  if (threshold === null || threshold === undefined) {
    return <span className={cn("text-muted-foreground text-xs", className)}>no limit</span>;
  }
  if (threshold === 0) {
    return <span className={cn("font-medium text-danger text-xs", className)}>blocked</span>;
  }
  if (used === null || used === undefined) {
    return <NoValue reason={unknown} className={className} />;
  }
  const percent = usedPercent(used, threshold);
  return (
    <span
      title={`${sumText(used)} of ${exactNumber(threshold)}`}
      className={cn("inline-flex items-center gap-2", className)}
    >
      <HeadroomTrack percent={percent} className="w-16" />
      <span
        className={cn(
          // The figure, not the bar, stands on the line of the text around.
          compact ? "sr-only" : "min-w-9 self-baseline text-right font-mono text-xs tabular-nums",
          !compact && percent > 90 && "font-medium text-danger",
        )}
      >
        {percent}%
      </span>
    </span>
  );
}

/** The bar alone: whoever draws it says the percentage beside it. */
export function HeadroomTrack({ percent, className }: { percent: number; className: string }) {
  const tone = percent > 90 ? "bg-danger-solid" : percent > 70 ? "bg-warn-bar" : "bg-bar";
  return (
    <span aria-hidden className={cn("h-1.5 overflow-hidden rounded-full bg-track", className)}>
      <span
        className={cn("block h-full rounded-full", tone)}
        style={{ width: `${Math.min(100, percent)}%` }}
      />
    </span>
  );
}
