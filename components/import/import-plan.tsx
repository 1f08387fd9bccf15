"use client";

import { FileText } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { exactNumber, plural } from "@/lib/format/format";
import { routes } from "@/lib/url-state/routes";
import type { ImportOutcome, ImportRow } from "./import-row";
import { ImportTable } from "./import-table";
import type { RowResult } from "./run-import";
import type { ImportPhase } from "./use-import";

export interface ImportPlanProps {
  rows: readonly ImportRow[];
  /** The file's name; null = the text was typed. */
  source: string | null;
  phase: ImportPhase;
  results: ReadonlyMap<string, RowResult>;
  onApply: (rows: readonly ImportRow[]) => void;
  onStop: () => void;
}

/** What the file would do, the way to do it, and what became of it. */
export function ImportPlan(props: ImportPlanProps) {
  const { rows, source, phase, results, onApply, onStop } = props;
  const count = (outcome: ImportOutcome) => rows.filter((row) => row.outcome === outcome).length;
  const steps = rows.filter((row) => row.step !== null);
  const left = steps.filter((row) => results.get(row.externalId)?.state !== "done");
  const done = steps.length - left.length;
  const failed = left.filter((row) => results.has(row.externalId)).length;
  const isOver = phase === "applied";
  return (
    <section aria-label="Comparison" className="space-y-3">
      {source ? (
        <h2 className="flex items-center gap-2 text-muted-foreground">
          <FileText aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 break-all">{source}</span>
        </h2>
      ) : null}
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <p role="status" className="min-w-0 basis-full font-medium sm:flex-1">
          {phase === "applying"
            ? `${exactNumber(done)} of ${plural(steps.length, "group")} applied…`
            : isOver
              ? summary(done, failed, left.length - failed, count("refused"))
              : comparison(count("create"), count("change"), count("same"), count("refused"))}
        </p>
        {phase === "applying" ? <Button onClick={onStop}>Stop</Button> : null}
        {phase === "compared" && steps.length > 0 ? (
          <Button variant="primary" onClick={() => onApply(steps)}>
            Apply to {plural(steps.length, "group")}
          </Button>
        ) : null}
        {isOver && left.length > 0 ? (
          <Button onClick={() => onApply(left)}>
            {failed > 0 ? "Try the rest again" : "Go on"}
          </Button>
        ) : null}
        {isOver || (phase === "compared" && steps.length === 0) ? (
          <Button variant={isOver && left.length === 0 ? "primary" : "secondary"} asChild>
            <Link href={routes.groups}>All groups</Link>
          </Button>
        ) : null}
      </div>
      {phase === "applying" ? (
        <ProgressBar aria-label="Applied" done={done} total={steps.length} />
      ) : null}
      <ImportTable rows={shownRows(rows)} results={results} />
    </section>
  );
}

/** What needs a hand first, the rest in the order of the file. */
function shownRows(rows: readonly ImportRow[]): ImportRow[] {
  const refused = rows.filter(({ outcome }) => outcome === "refused");
  return [...refused, ...rows.filter(({ step }) => step !== null)];
}

function comparison(create: number, change: number, same: number, refused: number): string {
  const parts = [
    create > 0 ? `${exactNumber(create)} to create` : "",
    change > 0 ? `${exactNumber(change)} to change` : "",
    same > 0 ? `${exactNumber(same)} the same already` : "",
    refused > 0 ? `${exactNumber(refused)} not possible` : "",
  ].filter((part) => part !== "");
  return parts.length === 1 && same > 0
    ? "Nothing differs: all of it is there already."
    : `${parts.join(" · ")}`;
}

function summary(done: number, failed: number, untried: number, refused: number): string {
  const parts = [
    `${plural(done, "group")} applied`,
    failed > 0 ? `${exactNumber(failed)} refused` : "",
    untried > 0 ? `${exactNumber(untried)} not tried` : "",
    refused > 0 ? `${exactNumber(refused)} not possible` : "",
  ].filter((part) => part !== "");
  return parts.join(" · ");
}
