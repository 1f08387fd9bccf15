"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/lib/format/class-names";

/** A chart's figures, for those who read rather than see them; made when they are asked for. */
export function TableBehind({ name, children }: { name: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="mt-2">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? "Hide" : "Show"} table: ${name}`}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 text-muted-foreground text-xs hover:text-foreground"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 transition-transform", isOpen && "rotate-90")}
        />
        {isOpen ? "Hide table" : "Show table"}
      </button>
      {isOpen ? (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={name}
          className="mt-1 max-h-80 overflow-auto rounded-lg border border-border [&>div]:overflow-visible [&>div]:rounded-none [&>div]:border-0"
        >
          {children}
        </section>
      ) : null}
    </div>
  );
}
