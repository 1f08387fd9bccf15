import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "@/lib/format/class-names";

export interface SortButtonProps {
  label: string;
  /** The column is aligned to the right. */
  isRight: boolean;
  direction: "ascending" | "descending" | null;
  onSort: () => void;
}

/** The head of a column, which puts the table in its order. */
export function SortButton({ label, isRight, direction, onSort }: SortButtonProps) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
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
          isRight ? "-left-3" : "-right-3",
          !direction && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </button>
  );
}
