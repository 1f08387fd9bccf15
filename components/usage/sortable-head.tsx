import { ArrowDown, ArrowUp } from "lucide-react";
import { TH } from "@/components/ui/table";
import { cn } from "@/lib/class-names";
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
          "group -mx-1 inline-flex h-7 items-center gap-0.5 rounded-sm px-1 hover:text-foreground",
          numeric && "flex-row-reverse",
          direction && "text-foreground",
        )}
      >
        {label}
        <Arrow
          aria-hidden
          className={cn(
            "size-3 shrink-0",
            !direction && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
          )}
        />
      </button>
    </TH>
  );
}
