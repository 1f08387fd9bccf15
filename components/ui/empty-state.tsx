import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/format/class-names";

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** Teaches: what this is for, and what to do next. */
  body?: ReactNode;
  action?: ReactNode;
  /** "h1" where it is all there is on the page. */
  heading?: "p" | "h1" | "h2" | "h3";
  className?: string;
}

export function EmptyState({
  icon: Icon,
  title,
  body,
  action,
  heading: Heading = "p",
  className,
}: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center justify-center gap-1 rounded-lg border border-border border-dashed px-6 py-12 text-center",
        className,
      )}
    >
      {Icon ? <Icon aria-hidden className="mb-2 size-6 text-muted-foreground" /> : null}
      <Heading className="font-medium">{title}</Heading>
      {body ? <div className="max-w-prose text-muted-foreground">{body}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
