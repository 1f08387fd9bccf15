import { HeadroomTrack } from "@/components/shared/headroom-bar";
import { cn } from "@/lib/format/class-names";
import { RowAside } from "./row-aside";
import type { RowHeadroom } from "./row-headroom";

export interface RowHeadroomBarProps {
  headroom: RowHeadroom;
  /** Leads to the group below that the figure is of. */
  onOpen(groupId: string): void;
}

/** At the end of a row, as wide as ever, so that nothing moves when figures come and change. */
export function RowHeadroomBar({ headroom, onOpen }: RowHeadroomBarProps) {
  const { state } = headroom;
  const below = state === "used" ? headroom.below : null;
  return (
    // A row may own nothing that the keyboard stops at; it has the Subgroups tab's links for this.
    <span
      aria-hidden
      title={formatTitle(headroom)}
      data-headroom={state}
      onClick={
        below
          ? (event) => {
              event.stopPropagation();
              onOpen(below.id);
            }
          : undefined
      }
      className={cn(
        "ml-1.5 flex w-19 shrink-0 items-center justify-end gap-1.5 self-stretch",
        below && "hover:underline",
      )}
    >
      {state === "used" ? (
        <HeadroomTrack percent={headroom.percent} className="min-w-0 flex-1" />
      ) : null}
      <RowAside
        text={formatHeadroom(headroom)}
        className={cn(
          "text-right",
          state === "used" && "min-w-8 font-mono text-foreground tabular-nums",
          (state === "blocked" || (state === "used" && headroom.percent > 90)) &&
            "font-medium text-danger",
          state === "idle" && "opacity-60",
        )}
      />
    </span>
  );
}

function formatTitle(headroom: RowHeadroom): string | undefined {
  if (headroom.state === "reading") return undefined;
  const isBelow = headroom.state === "used" && headroom.below;
  return isBelow ? `${headroom.percent}%: ${headroom.reason}` : headroom.reason;
}

function formatHeadroom(headroom: RowHeadroom): string {
  switch (headroom.state) {
    case "reading":
      return "";
    case "unknown":
    case "idle":
      return "—";
    case "unlimited":
      return "no limit";
    case "blocked":
      return "blocked";
    case "used":
      return `${headroom.percent}%`;
    default:
      return headroom satisfies never;
  }
}

/** For a row's description. */
export function headroomInWords(headroom: RowHeadroom | null): string | null {
  if (!headroom || headroom.state === "reading") return null;
  const { state, reason } = headroom;
  if (state === "used") return `headroom: ${headroom.percent}%, ${reason}`;
  if (state === "unknown") return `headroom not known: ${reason}`;
  return reason;
}
