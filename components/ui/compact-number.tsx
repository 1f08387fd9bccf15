import { cn } from "@/lib/format/class-names";
import { compactNumber, compactSum, exactNumber, sumText } from "@/lib/format/format";

export interface CompactNumberProps {
  /** null = not known: shows a dash, never 0. */
  value: number | null | undefined;
  /** Said on hover with the exact value: "tokens". */
  unit?: string;
  unknown?: string | undefined;
  /** Somebody set it: it is itself, not what a sum stopped at. */
  isThreshold?: boolean;
  className?: string;
}

/** 1,000,000 → `1M`, the exact value on hover; `9007T+` where a sum stopped growing. */
export function CompactNumber({
  value,
  unit,
  unknown = "Not known",
  isThreshold = false,
  className,
}: CompactNumberProps) {
  if (value === null || value === undefined) {
    return (
      <span title={unknown} className={className}>
        —<span className="sr-only">{unknown}</span>
      </span>
    );
  }
  const exact = `${isThreshold ? exactNumber(value) : sumText(value)}${unit ? ` ${unit}` : ""}`;
  return (
    <span title={exact} className={cn("font-mono tabular-nums", className)}>
      {isThreshold ? compactNumber(value) : compactSum(value)}
    </span>
  );
}
