import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Wait } from "@/components/shared/wait";
import { CompactNumber } from "@/components/ui/compact-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { TD, TH, TR } from "@/components/ui/table";
import { cn } from "@/lib/format/class-names";
import { exactNumber } from "@/lib/format/format";
import { hiddenSource } from "@/lib/limits/limit-source";
import { limitName, thresholdText } from "@/lib/limits/limit-text";
import { routes } from "@/lib/url-state/routes";
import type { SeenGroup, SeenLimit, SeenRefusalSum } from "./refusals";

export interface RefusalLineProps {
  sum: SeenRefusalSum;
  isOpen: boolean;
  onToggle: () => void;
}

export function RefusalLine({ sum, isOpen, onToggle }: RefusalLineProps) {
  const { groups, slug, limit, refusals, newest } = sum;
  const name = limitName(limit.type, limit.unit);
  const caller = groups.at(-1)?.name ?? "";
  return (
    <TR aria-label={`${caller}, ${name}`}>
      <TH scope="row" className="pl-1.5 font-normal">
        <span className="flex min-w-0 items-center gap-1.5">
          <button
            type="button"
            aria-label={`Refusals of ${caller} by ${name.toLowerCase()}, ${slug}`}
            aria-expanded={isOpen}
            title="One by one"
            onClick={onToggle}
            className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted-foreground transition-colors hover:bg-hover hover:text-foreground"
          >
            <ChevronRight
              aria-hidden
              className={cn("size-3.5 transition-transform", isOpen && "rotate-90")}
            />
          </button>
          <CallingGroup groups={groups} />
        </span>
      </TH>
      <TD label="Model" className="truncate font-mono text-[13px]" title={slug}>
        {slug}
      </TD>
      <TD label="Limit">
        <BindingLimit name={name} limit={limit} />
      </TD>
      <TD numeric label="Refused">
        <CompactNumber value={refusals} unit="refusals" />
      </TD>
      <TD label="Last">
        <RelativeTime iso={newest.at} />
      </TD>
      <TD label="Wait" className="whitespace-nowrap">
        <RefusalWait ms={newest.waitMs} />
      </TD>
    </TR>
  );
}

/** The name leads to the group; what is above it goes first where there is little room. */
function CallingGroup({ groups }: { groups: SeenGroup[] }) {
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

function BindingLimit({ name, limit }: { name: string; limit: SeenLimit }) {
  const { threshold, sourceId, sourceName } = limit;
  return (
    <span className="block min-w-0">
      <span className="block truncate" title={`${exactNumber(threshold)} ${name.toLowerCase()}`}>
        <span className="font-mono text-[13px]">{thresholdText(threshold)}</span>{" "}
        {name.toLowerCase()}
      </span>
      <span className="block truncate text-muted-foreground text-xs">
        of{" "}
        {sourceName === null ? (
          hiddenSource
        ) : (
          <Link
            href={routes.group(sourceId)}
            title={`Limits of ${sourceName}`}
            className="rounded-sm text-accent underline underline-offset-4"
          >
            {sourceName}
          </Link>
        )}
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
