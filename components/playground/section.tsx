import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

export interface SectionProps {
  title: ReactNode;
  /** Open at first; then it is the reader's. */
  startsOpen?: boolean;
  children: ReactNode;
}

/** Folded away behind its title. */
export function Section({ title, startsOpen = false, children }: SectionProps) {
  return (
    <details open={startsOpen} className="group/section">
      <summary className="-ml-1.5 flex h-8 w-fit select-none list-none items-center gap-1 rounded-md pr-2 pl-1 font-medium hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 text-muted-foreground transition-transform group-open/section:rotate-90"
        />
        {title}
      </summary>
      <div className="pt-1.5 pb-2">{children}</div>
    </details>
  );
}
