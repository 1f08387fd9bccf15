import { ArrowDown, ArrowUp } from "lucide-react";
import { TH } from "@/components/ui/table";
import { cn } from "@/lib/format/class-names";
import type { ConsumerOrder } from "./rank-consumers";

export interface SortableHeadProps {
  label: string;
  numeric?: boolean;
  /** null = the table is not in this column's order. */
  direction: ConsumerOrder["direction"] | null;
  onSort: () => void;
  className?: string;
}

/** A column's head, whose button puts the table in its order. */
export function SortableHead({ label, numeric, direction, onSort, className }: SortableHeadProps) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <TH aria-sort={direction ?? "none"} className={className} numeric={numeric ?? false}>
      <button
        type="button"
        onClick={onSort}
        className={cn(
          "group relative inline-flex h-7 items-center rounded-sm hover:text-foreground",
          direction && "text-foreground",
        )}
      >
        {label}
        <Arrow
          aria-hidden
          className={cn(
            // In the cell's padding: a column stays as wide as its label on a phone.
            "absolute size-3",
            numeric ? "-left-3" : "-right-3",
            !direction && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
          )}
        />
      </button>
    </TH>
  );
}
