import { CircleSlash } from "lucide-react";
import Link from "next/link";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { Wait } from "@/components/shared/wait";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { RefusedLimit, RequestRefusal } from "@/gateway/contracts/request";
import { cn } from "@/lib/format/class-names";
import { exactNumber, exactUtc, sumText } from "@/lib/format/format";
import { limitName } from "@/lib/limits/limit-text";
import type { FoundRequest } from "@/lib/requests/read-request";
import { routes } from "@/lib/url-state/routes";

export interface RefusalDetailsProps {
  refusal: RequestRefusal;
  groups: FoundRequest["groups"];
}

/** Which budget was exceeded, and how every other one stood. */
export function RefusalDetails({ refusal, groups }: RefusalDetailsProps) {
  const { binding, limits } = refusal;
  const isPool = binding.counter_group !== groups.at(-1)?.id;
  return (
    <section className="space-y-4">
      <div className="flex gap-3 rounded-lg border border-border bg-danger-soft/40 p-4">
        <CircleSlash aria-hidden className="mt-0.5 size-5 shrink-0 text-danger" />
        <div className="min-w-0 space-y-1">
          <p className="font-medium">
            {limitName(binding.type, binding.unit)} of{" "}
            <SourceName source={binding.source_group} groups={groups} isInText /> refused it
          </p>
          <p>
            <span className="font-mono text-[13px]">{sumText(binding.used)}</span> of{" "}
            <span className="font-mono text-[13px]">{exactNumber(binding.threshold)}</span> were
            used
            {isPool
              ? ", by everything that shares this pool."
              : ", by the calling group's own traffic."}
          </p>
          <p className="text-muted-foreground">
            {refusal.never_fits ? (
              "This request alone is larger than the limit: waiting does not help, a higher limit or a smaller max_tokens does."
            ) : (
              <>
                The same request could fit again after <Wait ms={refusal.retry_after_ms} />, at{" "}
                <time dateTime={refusal.retry_at}>{exactUtc(refusal.retry_at)}</time>.
              </>
            )}
          </p>
        </div>
      </div>
      <div className="space-y-2">
        <h3 className="font-medium">Every limit at that moment</h3>
        <Table aria-label="Limits at that moment" stacked className="table-fixed sm:min-w-160">
          <THead>
            <TR>
              <TH className="w-[28%]">Limit</TH>
              <TH className="w-[24%]">From</TH>
              <TH numeric className="w-[12%]">
                Limit was
              </TH>
              <TH numeric className="w-[12%]">
                Used then
              </TH>
              <TH className="pl-6">Share used</TH>
            </TR>
          </THead>
          <TBody>
            {limits.map((limit) => (
              <LimitLine
                key={[limit.type, limit.unit, limit.source_group].join(" ")}
                limit={limit}
                groups={groups}
                isBinding={isSame(limit, binding)}
              />
            ))}
          </TBody>
        </Table>
      </div>
    </section>
  );
}

function LimitLine({
  limit,
  groups,
  isBinding,
}: {
  limit: RefusedLimit;
  groups: FoundRequest["groups"];
  isBinding: boolean;
}) {
  const name = limitName(limit.type, limit.unit);
  return (
    <TR aria-label={name}>
      <TH scope="row">
        <span className="flex flex-wrap items-center gap-2">
          {name}
          {isBinding ? <Badge tone="danger">refused here</Badge> : null}
        </span>
      </TH>
      <TD label="From" className="truncate">
        <SourceName source={limit.source_group} groups={groups} />
      </TD>
      <TD numeric label="Limit was">
        {limit.threshold === 0 ? (
          <Badge tone="danger">blocked</Badge>
        ) : (
          <CompactNumber value={limit.threshold} isThreshold />
        )}
      </TD>
      <TD numeric label="Used then">
        <CompactNumber value={limit.used} />
      </TD>
      <TD label="Share used" className="pl-6">
        <HeadroomBar used={limit.used} threshold={limit.threshold} />
      </TD>
    </TR>
  );
}

interface SourceNameProps {
  source: string;
  groups: FoundRequest["groups"];
  /** Underlined: within a sentence, colour alone does not tell a link. */
  isInText?: boolean;
}

function SourceName({ source, groups, isInText = false }: SourceNameProps) {
  const name = groups.find(({ id }) => id === source)?.name;
  if (!name) return <span className="text-muted-foreground">a group above yours</span>;
  return (
    <Link
      href={routes.group(source)}
      title={name}
      className={cn(
        "rounded-sm text-accent underline-offset-4",
        isInText ? "underline" : "hover:underline",
      )}
    >
      {name}
    </Link>
  );
}

function isSame(a: RefusedLimit, b: RefusedLimit): boolean {
  return a.type === b.type && a.unit === b.unit && a.source_group === b.source_group;
}
