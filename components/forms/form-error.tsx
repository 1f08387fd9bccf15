import { CircleAlert } from "lucide-react";
import { cn } from "@/lib/format/class-names";
import type { ActionError } from "@/lib/gateway/result";

export interface FormErrorProps {
  error: ActionError | null | undefined;
  /** Paths already shown at their fields; the remaining details are listed here. */
  shownPaths?: string[];
  className?: string;
}

/** What went wrong with the whole form; announced when it appears. */
export function FormError({ error, shownPaths = [], className }: FormErrorProps) {
  if (!error) return null;
  const rest = (error.details ?? []).filter(
    (detail) => !shownPaths.includes(detail.path) && detail.message !== error.message,
  );
  return (
    <div
      role="alert"
      className={cn(
        "flex gap-2 rounded-lg border border-danger/30 bg-danger-soft px-3 py-2 text-danger",
        className,
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className={capital(error.message)}>{error.message}</p>
        {rest.length > 0 ? (
          <ul className="mt-1 list-inside list-disc text-xs">
            {rest.map((detail) => (
              <li key={`${detail.path} ${detail.message}`}>{detail.message}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}

/** The API writes without a capital. A slug, a path or a code in front stays as it is. */
function capital(message: string): string | undefined {
  return /^[a-z]+ /.test(message) ? "first-letter:uppercase" : undefined;
}
