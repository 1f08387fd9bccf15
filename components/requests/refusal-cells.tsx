import Link from "next/link";
import { SourceLink } from "@/components/shared/source-link";
import { Wait } from "@/components/shared/wait";
import { exactNumber } from "@/lib/format/format";
import { limitName, thresholdText } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";
import type { SeenGroup, SeenLimit } from "./refusals";

/** The name leads to the group; what is above it goes first where there is little room. */
export function CallingGroup({ groups }: { groups: SeenGroup[] }) {
  const caller = groups.at(-1);
  if (!caller) return <span>—</span>;
  const above = groups.slice(0, -1).map(({ name }) => name);
  return (
    <span className="min-w-0" title={[...above, caller.name].join(" / ")}>
      <Link
        href={routes.group(caller.id)}
        className="block truncate rounded-sm font-medium underline-offset-4 hover:underline"
      >
        {caller.name}
      </Link>
      {above.length > 0 ? (
        <span className="block truncate text-muted-foreground text-xs">in {above.join(" / ")}</span>
      ) : null}
    </span>
  );
}

export function BindingLimit({ limit }: { limit: SeenLimit }) {
  const { threshold, sourceId, sourceName } = limit;
  const name = limitName(limit.type, limit.unit);
  return (
    <span className="block min-w-0">
      <span className="block truncate" title={`${exactNumber(threshold)} ${name.toLowerCase()}`}>
        <span className="font-mono text-[13px]">{thresholdText(threshold)}</span>{" "}
        {name.toLowerCase()}
      </span>
      <span className="block truncate text-muted-foreground text-xs">
        of <SourceLink id={sourceId} name={sourceName} title={`Limits of ${sourceName}`} isInText />
      </span>
    </span>
  );
}

/** Until the same call could fit. */
export function RefusalWait({ ms }: { ms: number | null }) {
  if (ms !== null) return <Wait ms={ms} />;
  return (
    <span
      title="The request alone is larger than the limit: waiting does not help"
      className="text-danger"
    >
      never fits
    </span>
  );
}
