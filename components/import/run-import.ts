import type { ActionError, Result } from "@/lib/gateway/result";
import type { ImportRow, ImportStep } from "./import-row";

export type RowResult = { state: "done" } | { state: "failed"; message: string };

export interface ImportRun {
  /** Of groups that were created, by external id; grows. Kept for a run that tries the rest again. */
  newIds: Map<string, string>;
  apply: (step: ImportStep) => Promise<Result<{ id: string }>>;
  onResult: (row: ImportRow, result: RowResult) => void;
  isStopped: () => boolean;
}

/** Nothing that follows could go better. */
const endings = ["UNAUTHENTICATED", "UNREACHABLE"];

/**
 * Applies rows one by one. What was refused is tried again as long as something else went through:
 * a cascading rule may forbid what a later row makes possible. Resolves with the error that ended it.
 */
export async function runImport(
  rows: readonly ImportRow[],
  { newIds, apply, onResult, isStopped }: ImportRun,
): Promise<ActionError | null> {
  let waiting = rows.filter(({ step }) => step !== null);
  let hasProgress = true;
  while (hasProgress && waiting.length > 0) {
    hasProgress = false;
    const failed: ImportRow[] = [];
    for (const row of waiting) {
      if (isStopped()) return null;
      const step = row.step && withParent(row.step, newIds);
      if (!step) {
        onResult(row, { state: "failed", message: `Its parent ${row.parent} was not created.` });
        failed.push(row);
        continue;
      }
      const result = await apply(step);
      if (result.ok) {
        newIds.set(row.externalId, result.data.id);
        onResult(row, { state: "done" });
        hasProgress = true;
        continue;
      }
      if (endings.includes(result.error.code)) return result.error;
      onResult(row, { state: "failed", message: formatMessage(result.error) });
      failed.push(row);
    }
    waiting = failed;
  }
  return null;
}

/** null = the parent that the same file creates is not there yet. */
function withParent(step: ImportStep, newIds: ReadonlyMap<string, string>): ImportStep | null {
  if (step.kind !== "create" || step.newParent === null) return step;
  const parentId = newIds.get(step.newParent);
  if (!parentId) return null;
  const { hierarchy, ...body } = step.body;
  return { ...step, body: { ...body, hierarchy: { ...hierarchy, parent_group_id: parentId } } };
}

function formatMessage({ message, details = [] }: ActionError): string {
  return details.length > 0 ? details.map((detail) => detail.message).join(" ") : message;
}
