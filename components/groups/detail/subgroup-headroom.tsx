import { HeadroomTrack } from "@/components/shared/headroom-bar";
import { NoValue } from "@/components/shared/no-value";
import { TextLink } from "@/components/ui/text-link";
import { cn } from "@/lib/format/class-names";
import { routes } from "@/lib/url-state/routes";
import type { RowHeadroom } from "../tree/row-headroom";

/** The same figure as at the end of a row of the tree, with the group below it is of as a link. */
export function SubgroupHeadroom({ headroom }: { headroom: RowHeadroom }) {
  switch (headroom.state) {
    case "reading":
      return null;
    case "unknown":
    case "idle":
      return <NoValue reason={headroom.reason} />;
    case "unlimited":
      return (
        <span title={headroom.reason} className="text-muted-foreground text-xs">
          no limit
        </span>
      );
    case "blocked":
      return (
        <span title={headroom.reason} className="font-medium text-danger text-xs">
          blocked
        </span>
      );
    case "used":
      return <Used headroom={headroom} />;
    default:
      return headroom satisfies never;
  }
}

function Used({ headroom }: { headroom: Extract<RowHeadroom, { state: "used" }> }) {
  const { percent, reason, below } = headroom;
  return (
    <span className="flex min-w-0 items-center gap-2" title={reason}>
      <HeadroomTrack percent={percent} className="w-16 shrink-0" />
      <span
        className={cn(
          "min-w-9 shrink-0 text-right font-mono text-xs tabular-nums",
          percent > 90 && "font-medium text-danger",
        )}
      >
        {percent}%
      </span>
      {below ? (
        <TextLink href={routes.group(below.id)} className="truncate text-xs">
          {below.name}
        </TextLink>
      ) : null}
      <span className="sr-only">{reason}</span>
    </span>
  );
}
