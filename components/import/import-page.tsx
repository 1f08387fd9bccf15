"use client";

import { FormError } from "@/components/forms/form-error";
import { FileProblems } from "./file-problems";
import { FileSource } from "./file-source";
import { ImportPlan } from "./import-plan";
import { useImport } from "./use-import";

export interface ImportPageProps {
  /** The group that the member manages; null = the workspace. */
  topId: string | null;
}

export function ImportPage({ topId }: ImportPageProps) {
  const { text, source, phase, compared, error, results, edit, take, compare, apply, stop } =
    useImport(topId);
  return (
    <div className="space-y-6">
      <FileSource
        text={text}
        isComparing={phase === "comparing"}
        isFixed={phase === "applying"}
        isPrimary={phase === "editing" || phase === "comparing"}
        onEdit={edit}
        onTake={take}
        onCompare={compare}
      />
      <FormError error={error} />
      {compared && "problems" in compared ? (
        <FileProblems problems={compared.problems} source={source} />
      ) : null}
      {compared && "rows" in compared ? (
        <ImportPlan
          rows={compared.rows}
          source={source}
          phase={phase}
          results={results}
          onApply={apply}
          onStop={stop}
        />
      ) : null}
    </div>
  );
}
