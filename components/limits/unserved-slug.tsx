import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Of a slug that no endpoint serves; `children`: what may be done about it. */
export function UnservedSlug({ children }: { children?: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-1.5 text-warn text-xs">
      <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="min-w-0">
        No endpoint serves this slug yet: calls to it get 404.
        {children}
      </span>
    </p>
  );
}
