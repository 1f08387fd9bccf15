import type { Deps } from "../../deps";
import { toBillingEvent } from "../events-api/to-billing-event";
import { type FeedRow, selectFeed } from "../ledger/event-feed-store";
import {
  claimFedPosition,
  moveFedPosition,
  selectMetadata,
  selectMetadataBytes,
} from "../webhooks/webhook-settings-store";
import { deliveryBody } from "./delivery-body";
import { countPending, insertDelivery } from "./delivery-store";

const eventsMax = 100;
/** A batch ends at this much metadata. A single larger event makes a batch of its own. */
const metadataBytesMax = 1_048_576;
/**
 * With more pending deliveries no batch is made: events wait in the ledger, and later batches are
 * full.
 */
const pendingMax = 200;

/**
 * Puts the next events of the feed into one delivery and moves the watermark, in one transaction:
 * each event is in exactly one. `horizonMs`: how far the feed can be read for good. Answers whether
 * there may be more. Source: decisions 0042, 0073.
 */
export async function batchEvents(
  deps: Pick<Deps, "db" | "clock">,
  workspaceId: string,
  horizonMs: number,
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const after = await claimFedPosition(tx, workspaceId);
    if (!after) return false;
    if ((await countPending(tx, workspaceId, pendingMax)) >= pendingMax) return false;
    const rows = await selectFeed(tx, {
      workspaceId,
      startMs: after.recordedAtMs,
      endMs: horizonMs,
      after,
      apiKeyPrefixes: undefined,
      externalEntityIds: undefined,
      limit: eventsMax,
    });
    const keys = rows.map((row) => row.idempotencyKey);
    const batch = rows.length > 0 ? fitting(rows, await selectMetadataBytes(tx, keys)) : [];
    const last = batch.at(-1);
    if (!last) return false;
    const batchKeys = batch.map((row) => row.idempotencyKey);
    const metadata = await selectMetadata(tx, batchKeys);
    await insertDelivery(tx, {
      workspaceId,
      kind: "events",
      idempotencyKeys: batchKeys,
      body: deliveryBody(
        batch.map((row) => ({
          event: { ...toBillingEvent(row), ...(row.estimated && { estimated: true }) },
          metadata: metadata.get(row.idempotencyKey),
        })),
      ),
      at: new Date(deps.clock.now()),
    });
    await moveFedPosition(tx, workspaceId, {
      recordedAtMs: last.recordedAt.getTime(),
      idempotencyKey: last.idempotencyKey,
    });
    return batch.length < rows.length || rows.length === eventsMax;
  });
}

function fitting(rows: readonly FeedRow[], bytesOf: ReadonlyMap<string, number>): FeedRow[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += bytesOf.get(row.idempotencyKey) ?? 0;
    return index > 0 && bytes > metadataBytesMax;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}
