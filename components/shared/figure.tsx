import type { ReactNode } from "react";
import { cn } from "@/lib/format/class-names";

/** Figures side by side; each a `Figure`. */
export const figuresLook =
  "grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border sm:grid-cols-3";

export interface FigureProps {
  name: string;
  note: string;
  className?: string;
  children: ReactNode;
}

/** A figure of a `dl`, with what it is and a note. */
export function Figure({ name, note, className, children }: FigureProps) {
  return (
    <div className={cn("bg-surface px-4 py-3", className)}>
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="mt-0.5">
        <span className="block font-medium text-xl">{children}</span>
        <span className="block text-muted-foreground text-xs">{note}</span>
      </dd>
    </div>
  );
}
