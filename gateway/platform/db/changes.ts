import type { Queryable } from "./database";

/** What a cache must forget. Sent with the transaction that causes it, heard by every replica. */
export type Change =
  | { kind: "group"; rootGroupId: string }
  | { kind: "key"; prefix: string }
  | { kind: "endpoint"; slug: string }
  | { kind: "secret"; workspaceId: string }
  | { kind: "managementKey" };

export const changesChannel = "headgate_changes";

/** NOTIFY is delivered when the transaction commits, and not at all when it rolls back. */
export async function announceChange(tx: Queryable, change: Change): Promise<void> {
  await tx.query("SELECT pg_notify($1, $2)", [changesChannel, JSON.stringify(change)]);
}

/** The same for many at once, in one round trip. */
export async function announceChanges(tx: Queryable, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query("SELECT pg_notify($1, change) FROM unnest($2::text[]) AS change", [
    changesChannel,
    changes.map((change) => JSON.stringify(change)),
  ]);
}
