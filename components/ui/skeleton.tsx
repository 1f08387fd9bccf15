import type { ComponentProps } from "react";
import { cn } from "@/lib/format/class-names";

/** Takes the size of what will stand here, so that nothing shifts when it comes. */
export function Skeleton({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div aria-hidden {...rest} className={cn("h-4 animate-pulse rounded-md bg-muted", className)} />
  );
}

export function TableSkeleton({ rows = 5, label }: { rows?: number; label: string }) {
  return (
    <div
      role="status"
      aria-label={`Loading ${label}`}
      className="divide-y divide-border rounded-lg border border-border bg-surface"
    >
      <div className="h-8 rounded-t-lg bg-muted/60" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a placeholder have no identity
        <div key={row} className="flex h-10 items-center gap-6 px-3">
          <Skeleton className="h-3 w-1/4" />
          <Skeleton className="h-3 w-1/6" />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
