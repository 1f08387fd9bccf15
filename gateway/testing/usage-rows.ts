import { ulid } from "ulidx";
import type { RefusedLimit } from "../contracts/request";
import { insertRefusals } from "../insight/refusals/kept-refusal-store";
import type { LedgerRow } from "../metering/ledger/ledger";
import { rollUpBatch, usageSources } from "../metering/rollups/roll-up-usage";
import { rollups } from "../metering/rollups/rollup-addition-store";
import type { Database } from "../platform/db/database";

/** A row of the ledger: 10 + 5 tokens, 2 of them cached. */
export function usageEvent(
  at: { workspaceId: string; path: readonly string[]; key?: string; slug?: string },
  admittedAt: string | number,
  change: Partial<LedgerRow> = {},
): LedgerRow {
  const admittedMs = new Date(admittedAt).getTime();
  return {
    idempotencyKey: ulid(admittedMs),
    workspaceId: at.workspaceId,
    groupId: at.path.at(-1) ?? "",
    groupPath: at.path,
    cascading: false,
    externalEntityId: "customer",
    apiKeyPrefix: at.key ?? "sky_aaaaaaaaaaaa",
    modelSlug: at.slug ?? "acme/m",
    requestId: `req_${ulid(admittedMs)}`,
    requestMetadata: null,
    admittedAt: admittedMs,
    timestamp: admittedMs,
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 2,
    estimated: false,
    outcome: "completed",
    billable: true,
    ...change,
  };
}

/** Refusals at one moment. */
export function addRefusals(
  db: Database,
  at: { workspaceId: string; path: readonly string[]; key?: string; slug?: string },
  refusedAt: string | number,
  count = 1,
): Promise<void> {
  const refusedMs = new Date(refusedAt).getTime();
  const limit: RefusedLimit = {
    kind: "rate",
    type: "TOKEN",
    unit: "MINUTE",
    threshold: 1,
    source_group: "g",
    counter_group: "g",
    used: 1,
    remaining: 0,
    reset_ms: 1,
  };
  const refusals = Array.from({ length: count }, () => ({
    requestId: `req_${ulid(refusedMs)}`,
    refusedAt: refusedMs,
    workspaceId: at.workspaceId,
    groupPath: at.path,
    apiKeyPrefix: at.key ?? "sky_aaaaaaaaaaaa",
    modelSlug: at.slug ?? "acme/m",
    binding: limit,
    limits: [limit],
    retryAfterMs: 1,
    neverFits: false,
  }));
  return insertRefusals(db, refusals);
}

/** Adds up everything that is recorded. */
export async function rollUpAll(db: Database): Promise<void> {
  for (const source of usageSources) {
    while ((await rollUpBatch(db, source)) !== false);
  }
}

/** All roll-ups as they are, for comparing. */
export async function readRollups(db: Database): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const { table } of rollups) {
    const { rows } = await db.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4, 5`);
    found[table] = rows;
  }
  return found;
}
