"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type ActionError, ok, type Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { useSubmission } from "@/lib/gateway/use-submission";
import { useLeaveGuard } from "@/lib/use-leave-guard";
import { applyImportStepAction, type Compared, compareGroupFileAction } from "./actions";
import type { ImportRow } from "./import-row";
import { readImportFile } from "./read-import-file";
import { type RowResult, runImport } from "./run-import";

export type ImportPhase = "editing" | "comparing" | "compared" | "applying" | "applied";

/** A file is compared, then applied row by row; an edit of the text begins anew. */
export function useImport(topId: string | null) {
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  /** Of the file that the text was taken from; null = it was typed. */
  const [fileName, setFileName] = useState<string | null>(null);
  const [isEdited, setEdited] = useState(false);
  const [phase, setPhase] = useState<ImportPhase>("editing");
  const [compared, setCompared] = useState<Compared | null>(null);
  const [error, setError] = useState<ActionError | null>(null);
  const [results, setResults] = useState<ReadonlyMap<string, RowResult>>(new Map());
  const isStopped = useRef(false);
  const submission = useSubmission();
  const newIds = useRef(new Map<string, string>());
  useLeaveGuard(phase === "applying", () => {});

  const reset = (next: string) => {
    setText(next);
    setPhase("editing");
    setCompared(null);
    setError(null);
    setResults(new Map());
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

  const compareText = async (): Promise<Result<Compared>> => {
    const read = await readImportFile(text);
    return read.ok ? compareGroupFileAction({ file: read.file, topId }) : ok(read);
  };

  const compare = async () => {
    setPhase("comparing");
    setError(null);
    setResults(new Map());
    newIds.current = new Map();
    submission.renew();
    const result = await compareText().catch((thrown: unknown) => ({
      ok: false as const,
      error: toActionError(thrown),
    }));
    setCompared(result.ok ? result.data : null);
    setError(result.ok ? null : result.error);
    setPhase(result.ok && "rows" in result.data ? "compared" : "editing");
  };

  /** Of those without a result, or, to try again, of those that failed. */
  const apply = async (rows: readonly ImportRow[]) => {
    isStopped.current = false;
    setPhase("applying");
    setError(null);
    const ending = await runImport(rows, {
      newIds: newIds.current,
      apply: (step) =>
        applyImportStepAction(step, submission.id()).catch((thrown: unknown) => ({
          ok: false as const,
          error: toActionError(thrown),
        })),
      onResult: (row, result) => setResults((all) => new Map(all).set(row.externalId, result)),
      isStopped: () => isStopped.current,
    });
    setError(ending);
    setPhase("applied");
    // Whatever was read of groups before is old now.
    void queryClient.invalidateQueries();
  };

  const stop = () => {
    isStopped.current = true;
  };
  const source = fileName && isEdited ? `${fileName}, edited` : fileName;
  return { text, source, phase, compared, error, results, edit, take, compare, apply, stop };
}
