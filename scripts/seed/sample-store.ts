import type { PoolClient } from "pg";
import type { LedgerRow } from "../../gateway/metering/ledger/ledger";
import { copyRows } from "./copy-rows";
import type { SampleKey } from "./sample-keys";
import type { SampleLimit } from "./sample-limits";
import { type SampleGroup, sampleIdPattern } from "./sample-tree";

type OnRows = (count: number) => void;

/** Groups of an earlier seed that are still there. */
export async function countSampleGroups(client: PoolClient, workspaceId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM groups
     WHERE workspace_id = $1 AND deleted_at IS NULL AND external_entity_id ~ $2`,
    [workspaceId, sampleIdPattern],
  );
  return rows[0]?.count ?? 0;
}

/** Parents stand before their children: the order of the rows is the order of creation. */
export async function copyGroups(
  client: PoolClient,
  workspaceId: string,
  groups: readonly SampleGroup[],
  onRows: OnRows,
): Promise<void> {
  const columns = [
    "id",
    "workspace_id",
    "root_id",
    "parent_id",
    "path",
    "external_entity_id",
    "name",
    "limit_enforcement",
    "created_at",
    "updated_at",
  ];
  const rows = mapRows(groups, (group) => [
    group.id,
    workspaceId,
    group.rootId,
    group.parent?.id ?? null,
    group.path,
    group.externalEntityId,
    group.name,
    group.limitEnforcement,
    group.createdAt,
    group.createdAt,
  ]);
  await copyRows(client, { table: "groups", columns }, rows, onRows);
}

export async function copyGroupModels(
  client: PoolClient,
  groups: readonly SampleGroup[],
  onRows: OnRows,
): Promise<void> {
  const columns = ["group_id", "slug", "position"];
  const rows = groups.flatMap(({ id, slugs }) =>
    slugs.map((slug, index) => [id, slug, index + 1] as const),
  );
  await copyRows(client, { table: "group_models", columns }, rows, onRows);
}

export async function copyGroupLimits(
  client: PoolClient,
  limits: readonly SampleLimit[],
  onRows: OnRows,
): Promise<void> {
  const columns = ["group_id", "root_id", "slug", "kind", "type", "unit", "threshold"];
  const rows = mapRows(limits, ({ group, slug, kind, type, unit, threshold }) => [
    group.id,
    group.rootId,
    slug,
    kind,
    type,
    unit,
    threshold,
  ]);
  await copyRows(client, { table: "group_limits", columns }, rows, onRows);
}

export async function copyKeys(
  client: PoolClient,
  workspaceId: string,
  keys: readonly SampleKey[],
  onRows: OnRows,
): Promise<void> {
  const columns = [
    "workspace_id",
    "prefix",
    "group_id",
    "key_hash",
    "name",
    "created_at",
    "last_used_at",
    "revoked_at",
  ];
  const rows = mapRows(keys, (key) => [
    workspaceId,
    key.prefix,
    key.group.id,
    key.keyHash,
    key.name,
    key.createdAt,
    key.lastUsedAt,
    key.revokedAt,
  ]);
  await copyRows(client, { table: "api_keys", columns }, rows, onRows);
}

export async function copyUsage(
  client: PoolClient,
  usage: Iterable<LedgerRow>,
  onRows: OnRows,
): Promise<number> {
  const columns = [
    "idempotency_key",
    "workspace_id",
    "group_id",
    "group_path",
    "cascading",
    "external_entity_id",
    "api_key_prefix",
    "model_slug",
    "request_id",
    "request_metadata",
    "admitted_at",
    "timestamp",
    "input_tokens",
    "output_tokens",
    "cached_input_tokens",
    "estimated",
    "outcome",
    "billable",
    "recorded_at",
  ];
  const rows = mapRows(usage, (row) => [
    row.idempotencyKey,
    row.workspaceId,
    row.groupId,
    [...row.groupPath],
    row.cascading,
    row.externalEntityId,
    row.apiKeyPrefix,
    row.modelSlug,
    row.requestId,
    row.requestMetadata,
    new Date(row.admittedAt),
    new Date(row.timestamp),
    row.inputTokens,
    row.outputTokens,
    row.cachedInputTokens,
    row.estimated,
    row.outcome,
    row.billable,
    new Date(row.timestamp),
  ]);
  return copyRows(client, { table: "events", columns }, rows, onRows);
}

/** Plans for the old, nearly empty tables would be slow on the new ones. */
export async function analyzeTables(client: PoolClient): Promise<void> {
  await client.query("ANALYZE groups, group_models, group_limits, api_keys, events");
}

function* mapRows<Item, Row>(items: Iterable<Item>, toRow: (item: Item) => Row): Generator<Row> {
  for (const item of items) yield toRow(item);
}
