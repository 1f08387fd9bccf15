import { ulid } from "ulidx";
import type { KeptRefusal } from "../insight/refusals/kept-refusal";
import { insertRefusals } from "../insight/refusals/kept-refusal-store";
import type { Queryable } from "../platform/db/database";

/** Who was refused, by which limit, and when. */
export interface RefusalFixture {
  workspaceId: string;
  path: readonly string[];
  at: number;
  key?: string;
  slug?: string;
  limit?: Partial<KeptRefusal["binding"]>;
}

/** A refusal whose request began at that moment. */
export function refusalRow({
  workspaceId,
  path,
  at,
  key,
  slug,
  limit,
}: RefusalFixture): KeptRefusal {
  const own = path.at(-1) ?? "";
  const binding: KeptRefusal["binding"] = {
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
  fixtures: readonly RefusalFixture[],
): Promise<string[]> {
  const rows = fixtures.map(refusalRow);
  await insertRefusals(db, rows);
  return rows.map(({ requestId }) => requestId);
}
