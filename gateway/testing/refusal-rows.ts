import { ulid } from "ulidx";
import type { ReceiptRow } from "../insight/refusals/receipt-row";
import { insertReceipts } from "../insight/refusals/receipt-store";
import type { Queryable } from "../platform/db/database";

/** Who was refused, by which limit, and when. */
export interface RefusalScene {
  workspaceId: string;
  path: readonly string[];
  at: number;
  key?: string;
  slug?: string;
  limit?: Partial<ReceiptRow["binding"]>;
}

/** A receipt whose request began at that moment. */
export function refusalRow({ workspaceId, path, at, key, slug, limit }: RefusalScene): ReceiptRow {
  const own = path.at(-1) ?? "";
  const binding: ReceiptRow["binding"] = {
    ...{ kind: "rate", type: "TOKEN", unit: "MINUTE", threshold: 100 },
    ...{ source_group: own, counter_group: own, used: 100, remaining: 0, reset_ms: 41_000 },
    ...limit,
  };
  return {
    requestId: `req_${ulid(at)}`,
    refusedAt: at,
    workspaceId,
    groupPath: path,
    apiKeyPrefix: key ?? "sky_aaaaaaaaaaaa",
    modelSlug: slug ?? "acme/a",
    binding,
    limits: [binding],
    retryAfterMs: 12_000,
    neverFits: false,
  };
}

/** @returns their ids, in the order in which they were given */
export async function addRefusalRows(
  db: Queryable,
  scenes: readonly RefusalScene[],
): Promise<string[]> {
  const rows = scenes.map(refusalRow);
  await insertReceipts(db, rows);
  return rows.map(({ requestId }) => requestId);
}
