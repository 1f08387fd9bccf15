import type { EventChange } from "@/lib/audit/event-changes";
import { plural } from "@/lib/format/format";

const shownMax = 3;

/** `Tokens per minute for acme/x: 100k → 250k`, a line each; how many more where they are many. */
export function EventChanges({ changes }: { changes: readonly EventChange[] }) {
  const more = changes.length - shownMax;
  return (
    <ul className="wrap-anywhere text-muted-foreground text-xs leading-5">
      {changes.slice(0, shownMax).map(({ what, before, after }) => (
        <li key={what}>
          {what}: <span className={pickFont(before)}>{before}</span>
          <span className="sr-only"> becomes </span>
          <span aria-hidden> → </span>
          <span className={`text-foreground ${pickFont(after)}`}>{after}</span>
        </li>
      ))}
      {more > 0 ? <li>and {plural(more, "more change")}</li> : null}
    </ul>
  );
}

/** Figures, addresses and slugs; not `blocked` or `declares nothing`. */
function pickFont(text: string): string {
  return /[\d/_]/.test(text) ? "font-mono" : "";
}
