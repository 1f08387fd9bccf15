import { CircleSlash } from "lucide-react";
import { HeadroomBar } from "@/components/shared/headroom-bar";
import { SourceLink } from "@/components/shared/source-link";
import { Threshold } from "@/components/shared/threshold";
import { Wait } from "@/components/shared/wait";
import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { RefusedLimit, RequestRefusal } from "@/gateway/contracts/request";
import { exactNumber, exactUtc, sumText } from "@/lib/format/format";
import { limitName } from "@/lib/limits/limit-text";
import type { FoundRequest } from "@/lib/requests/read-request";

export interface RefusalDetailsProps {
  refusal: RequestRefusal;
  groups: FoundRequest["groups"];
}

/** Which budget was exceeded, and how every other one stood. */
export function RefusalDetails({ refusal, groups }: RefusalDetailsProps) {
  const { binding, limits } = refusal;
  const isPool = binding.counter_group !== groups.at(-1)?.id;
  const findSource = ({ source_group: id }: RefusedLimit) => ({
    id,
    name: groups.find((group) => group.id === id)?.name || null,
  });
  return (
    <section className="space-y-4">
      <div className="flex gap-3 rounded-lg border border-border bg-danger-soft/40 p-4">
        <CircleSlash aria-hidden className="mt-0.5 size-5 shrink-0 text-danger" />
        <div className="min-w-0 space-y-1">
          <p className="font-medium">
            {limitName(binding.type, binding.unit)} of{" "}
            <SourceLink {...findSource(binding)} isInText /> refused it
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
        <DataTable
          label="Limits at that moment"
          stacked
          className="table-fixed sm:min-w-160"
          rows={limits}
          rowKey={({ type, unit, source_group }) => [type, unit, source_group].join(" ")}
          rowProps={(limit) => ({ "aria-label": toName(limit) })}
          columns={[
            {
              header: "Limit",
              isRowHeader: true,
              headClassName: "w-[28%]",
              cell: (limit) => (
                <span className="flex flex-wrap items-center gap-2">
                  {toName(limit)}
                  {isSame(limit, binding) ? <Badge tone="danger">refused here</Badge> : null}
                </span>
              ),
            },
            {
              header: "From",
              headClassName: "w-[24%]",
              cellClassName: "truncate",
              cell: (limit) => <SourceLink {...findSource(limit)} />,
            },
            {
              header: "Limit was",
              numeric: true,
              headClassName: "w-[12%]",
              cell: ({ threshold }) => <Threshold value={threshold} />,
            },
            {
              header: "Used then",
              numeric: true,
              headClassName: "w-[12%]",
              cell: ({ used }) => <CompactNumber value={used} />,
            },
            {
              header: "Share used",
              className: "pl-6",
              cell: ({ used, threshold }) => <HeadroomBar used={used} threshold={threshold} />,
            },
          ]}
        />
      </div>
    </section>
  );
}

const toName = ({ type, unit }: RefusedLimit) => limitName(type, unit);

function isSame(a: RefusedLimit, b: RefusedLimit): boolean {
  return a.type === b.type && a.unit === b.unit && a.source_group === b.source_group;
}
