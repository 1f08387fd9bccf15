"use client";

import { ArrowRight, CircleCheck, CircleX, PencilLine, Plus } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import { cn } from "@/lib/format/class-names";
import { plural } from "@/lib/format/format";
import type { ImportChange } from "./describe-import";
import type { ImportRow } from "./import-row";
import type { RowResult } from "./run-import";

const pageRows = 200;

export interface ImportTableProps {
  rows: readonly ImportRow[];
  results: ReadonlyMap<string, RowResult>;
}

/** Group by group: what changes, and once it is applied, what became of it. */
export function ImportTable({ rows, results }: ImportTableProps) {
  const [shown, setShown] = useState(pageRows);
  if (rows.length === 0) return null;
  const more = rows.length - shown;
  return (
    <>
      <DataTable
        label="Groups of the file"
        stacked
        rows={rows.slice(0, shown)}
        rowKey={({ externalId }) => externalId}
        columns={[
          {
            header: "Line",
            label: "Line",
            headClassName: "w-16",
            cellClassName: "align-top font-mono text-[13px] text-muted-foreground",
            cell: ({ line }) => line,
          },
          {
            header: "Group",
            isRowHeader: true,
            cellClassName: "max-w-72 whitespace-normal py-2 align-top font-normal",
            cell: ({ label, parent, externalId }) => (
              <div className="min-w-0">
                <p className="break-words font-medium">{label}</p>
                <p className="break-all font-mono text-muted-foreground text-xs">
                  {parent ? `${parent} / ` : ""}
                  {externalId}
                </p>
              </div>
            ),
          },
          {
            header: "Outcome",
            headClassName: "w-32",
            cellClassName: "py-2 align-top",
            cell: (row) => (
              <div className="flex flex-wrap gap-1">
                <Outcome row={row} result={results.get(row.externalId)} />
                <NewMode row={row} />
              </div>
            ),
          },
          {
            header: "What changes",
            cellClassName: "py-2 align-top",
            cell: (row) => <What row={row} result={results.get(row.externalId)} />,
          },
        ]}
      />
      {more > 0 ? (
        <Button variant="ghost" onClick={() => setShown(shown + pageRows)}>
          Show {plural(Math.min(more, pageRows), "more group")}
        </Button>
      ) : null}
    </>
  );
}

function Outcome({ row, result }: { row: ImportRow; result: RowResult | undefined }) {
  if (result?.state === "done") {
    return (
      <Badge tone="ok">
        <CircleCheck aria-hidden /> {row.outcome === "create" ? "Created" : "Changed"}
      </Badge>
    );
  }
  if (result?.state === "failed" || row.outcome === "refused") {
    return (
      <Badge tone="danger">
        <CircleX aria-hidden /> {result ? "Refused" : "Not possible"}
      </Badge>
    );
  }
  return row.outcome === "create" ? (
    <Badge tone="accent">
      <Plus aria-hidden /> Create
    </Badge>
  ) : (
    <Badge>
      <PencilLine aria-hidden /> Change
    </Badge>
  );
}

/** Of a group that is new: what its limits will mean, for good. */
function NewMode({ row: { step } }: { row: ImportRow }) {
  const mode = step?.kind === "create" ? step.body.hierarchy.limit_enforcement : null;
  return mode ? <Badge>{mode}</Badge> : null;
}

function What({ row, result }: { row: ImportRow; result: RowResult | undefined }) {
  const trouble = result?.state === "failed" ? result.message : row.reason;
  return (
    <div className="min-w-0 space-y-1">
      {trouble ? <p className="break-words text-danger">{trouble}</p> : null}
      {row.changes.length > 0 ? (
        <ul className="space-y-0.5 text-[13px]">
          {row.changes.map((change) => (
            <Change key={`${change.what} ${change.after}`} change={change} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Change({ change: { what, before, after, takesAway } }: { change: ImportChange }) {
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      <span className="break-all text-muted-foreground">{what}</span>
      {before === null ? null : (
        <>
          <span className="break-all">{before}</span>
          <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-muted-foreground" />
        </>
      )}
      <span className={cn("break-all font-medium", takesAway && "text-danger")}>
        {after ?? "none"}
        {takesAway ? <span className="sr-only"> (less than before)</span> : null}
      </span>
    </li>
  );
}
