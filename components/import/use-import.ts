"use client";

import { useRef, useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { ok, type Result } from "@/lib/gateway/result";
import { useLeaveGuard } from "@/lib/use-leave-guard";
import { applyImportStepAction, type Compared, compareGroupFileAction } from "./actions";
import type { ImportRow } from "./import-row";
import { readImportFile } from "./read-import-file";
import { type RowResult, runImport } from "./run-import";

export type ImportPhase = "editing" | "comparing" | "compared" | "applying" | "applied";

/** A file is compared, then applied row by row; an edit of the text begins anew. */
export function useImport(topId: string | null) {
  const [text, setText] = useState("");
  /** Of the file that the text was taken from; null = it was typed. */
  const [fileName, setFileName] = useState<string | null>(null);
  const [isEdited, setEdited] = useState(false);
  const [answer, setAnswer] = useState<{ of: string; compared: Compared } | null>(null);
  const [isApplied, setApplied] = useState(false);
  const [results, setResults] = useState<ReadonlyMap<string, RowResult>>(new Map());
  const isStopped = useRef(false);
  const newIds = useRef(new Map<string, string>());
  const comparing = useAction(compareText, {
    onDone: setAnswer,
    onRefused: () => setAnswer(null),
  });
  // What was compared before an edit is not what stands there now.
  const compared = answer?.of === text ? answer.compared : null;
  const applying = useAction(
    async (rows: readonly ImportRow[], submission?: string): Promise<Result<null>> => {
      const error = await runImport(rows, {
        newIds: newIds.current,
        apply: (step) => applyImportStepAction(step, submission),
        onResult: (row, result) => setResults((all) => new Map(all).set(row.externalId, result)),
        isStopped: () => isStopped.current,
      });
      return error ? { ok: false, error } : ok(null);
    },
    // Whatever was read of groups before is old now.
    { queryKey: [] },
  );
  useLeaveGuard(applying.pending, () => {});

  const forgetResults = () => {
    setApplied(false);
    setResults(new Map());
    applying.clear();
  };

  const reset = (next: string) => {
    setText(next);
    setAnswer(null);
    comparing.clear();
    forgetResults();
  };

  const edit = (next: string) => {
    setEdited(true);
    if (next === "") setFileName(null);
    reset(next);
  };

  const take = (name: string, content: string) => {
    setFileName(name);
    setEdited(false);
    reset(content);
  };

  const compare = () => {
    forgetResults();
    newIds.current = new Map();
    applying.renew();
    void comparing.run({ text, topId });
  };

  /** Of those without a result, or, to try again, of those that failed. */
  const apply = (rows: readonly ImportRow[]) => {
    isStopped.current = false;
    setApplied(true);
    void applying.run(rows);
  };

  const stop = () => {
    isStopped.current = true;
  };
  const source = fileName && isEdited ? `${fileName}, edited` : fileName;
  const error = comparing.error ?? applying.error;
  return {
    text,
    source,
    phase: findPhase(),
    compared,
    error,
    results,
    edit,
    take,
    compare,
    apply,
    stop,
  };

  function findPhase(): ImportPhase {
    if (comparing.pending) return "comparing";
    if (applying.pending) return "applying";
    if (isApplied) return "applied";
    return compared && "rows" in compared ? "compared" : "editing";
  }
}

async function compareText({ text, topId }: { text: string; topId: string | null }) {
  const read = await readImportFile(text);
  const result: Result<Compared> = read.ok
    ? await compareGroupFileAction({ file: read.file, topId })
    : ok(read);
  return result.ok ? ok({ of: text, compared: result.data }) : result;
}
