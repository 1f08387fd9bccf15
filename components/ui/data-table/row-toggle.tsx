import { ChevronRight } from "lucide-react";
import { cn } from "@/lib/format/class-names";

export interface RowToggleProps {
  label: string;
  title: string;
  isOpen: boolean;
  onToggle: () => void;
}

/** Opens a row into its `detail`, and closes it again. */
export function RowToggle({ label, title, isOpen, onToggle }: RowToggleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-expanded={isOpen}
      title={title}
      onClick={onToggle}
      className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted-foreground transition-colors hover:bg-hover hover:text-foreground"
    >
      <ChevronRight
        aria-hidden
        className={cn("size-3.5 transition-transform", isOpen && "rotate-90")}
      />
    </button>
  );
}
