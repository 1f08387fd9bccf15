import { cn } from "@/lib/format/class-names";

export interface NoValueProps {
  /** Why there is none: shown on hover, and read out. */
  reason: string;
  className?: string | undefined;
}

/** A dash where a value would stand. */
export function NoValue({ reason, className }: NoValueProps) {
  return (
    <span title={reason} className={cn("text-muted-foreground", className)}>
      —<span className="sr-only">{reason}</span>
    </span>
  );
}
