import { CircleAlert } from "lucide-react";
import type { ActionError } from "@/lib/gateway/result";

/** In the place of one part that could not be read, while the rest of the page stands. */
export function PartError({ what, error }: { what: string; error: ActionError }) {
  return (
    <p className="flex gap-2 rounded-lg border border-border border-dashed px-3 py-2.5 text-muted-foreground">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <span className="min-w-0">
        {what} could not be read: {error.message}
      </span>
    </p>
  );
}
