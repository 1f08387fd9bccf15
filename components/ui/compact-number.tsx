import { cn } from "@/lib/class-names";
import { compactNumber, exactNumber } from "@/lib/format";

export interface CompactNumberProps {
  /** null = not known: shows a dash, never 0. */
  value: number | null | undefined;
  /** Said on hover with the exact value: "tokens". */
  unit?: string;
  unknown?: string;
  className?: string;
}

/** 1,000,000 → `1M`, the exact value on hover. */
export function CompactNumber({
  value,
  unit,
  unknown = "Not known",
  className,
}: CompactNumberProps) {
  if (value === null || value === undefined) {
    return (
      <span title={unknown} className={className}>
        —<span className="sr-only">{unknown}</span>
      </span>
    );
  }
  const exact = `${exactNumber(value)}${unit ? ` ${unit}` : ""}`;
  return (
    <span title={exact} className={cn("font-mono tabular-nums", className)}>
      {compactNumber(value)}
    </span>
  );
}
