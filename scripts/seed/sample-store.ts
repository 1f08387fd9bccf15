import type { PoolClient } from "pg";
import type { LedgerRow } from "../../gateway/metering/ledger/ledger";
import { type Columns, copyRows } from "./copy-rows";
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
  const columns: Columns<SampleGroup> = {
    id: ({ id }) => id,
    workspace_id: () => workspaceId,
    root_id: ({ rootId }) => rootId,
    parent_id: ({ parent }) => parent?.id ?? null,
    path: ({ path }) => path,
    external_entity_id: ({ externalEntityId }) => externalEntityId,
    name: ({ name }) => name,
    limit_enforcement: ({ limitEnforcement }) => limitEnforcement,
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ createdAt }) => createdAt,
  };
  await copyRows(client, "groups", columns, groups, onRows);
}

export async function copyGroupModels(
  client: PoolClient,
  groups: readonly SampleGroup[],
  onRows: OnRows,
): Promise<void> {
  const models = groups.flatMap(({ id, slugs }) =>
    slugs.map((slug, index) => ({ id, slug, position: index + 1 })),
  );
  const columns: Columns<(typeof models)[number]> = {
    group_id: ({ id }) => id,
    slug: ({ slug }) => slug,
    position: ({ position }) => position,
  };
  await copyRows(client, "group_models", columns, models, onRows);
}

export async function copyGroupLimits(
  client: PoolClient,
  limits: readonly SampleLimit[],
  onRows: OnRows,
): Promise<void> {
  const columns: Columns<SampleLimit> = {
    group_id: ({ group }) => group.id,
    root_id: ({ group }) => group.rootId,
    slug: ({ slug }) => slug,
    kind: ({ kind }) => kind,
    type: ({ type }) => type,
    unit: ({ unit }) => unit,
    threshold: ({ threshold }) => threshold,
  };
  await copyRows(client, "group_limits", columns, limits, onRows);
}

export async function copyKeys(
  client: PoolClient,
  workspaceId: string,
  keys: readonly SampleKey[],
  onRows: OnRows,
): Promise<void> {
  const columns: Columns<SampleKey> = {
    workspace_id: () => workspaceId,
    prefix: ({ prefix }) => prefix,
    group_id: ({ group }) => group.id,
    key_hash: ({ keyHash }) => keyHash,
    name: ({ name }) => name,
    created_at: ({ createdAt }) => createdAt,
    last_used_at: ({ lastUsedAt }) => lastUsedAt,
    revoked_at: ({ revokedAt }) => revokedAt,
  };
  await copyRows(client, "api_keys", columns, keys, onRows);
}

export async function copyUsage(
  client: PoolClient,
  usage: Iterable<LedgerRow>,
  onRows: OnRows,
): Promise<number> {
  const columns: Columns<LedgerRow> = {
    idempotency_key: (row) => row.idempotencyKey,
    workspace_id: (row) => row.workspaceId,
    group_id: (row) => row.groupId,
    group_path: (row) => [...row.groupPath],
    cascading: (row) => row.cascading,
    external_entity_id: (row) => row.externalEntityId,
    api_key_prefix: (row) => row.apiKeyPrefix,
    model_slug: (row) => row.modelSlug,
    request_id: (row) => row.requestId,
    request_metadata: (row) => row.requestMetadata,
    admitted_at: (row) => new Date(row.admittedAt),
    timestamp: (row) => new Date(row.timestamp),
    input_tokens: (row) => row.inputTokens,
    output_tokens: (row) => row.outputTokens,
    cached_input_tokens: (row) => row.cachedInputTokens,
    estimated: (row) => row.estimated,
    outcome: (row) => row.outcome,
    billable: (row) => row.billable,
    recorded_at: (row) => new Date(row.timestamp),
  };
  return copyRows(client, "events", columns, usage, onRows);
}

/** Plans for the old, nearly empty tables would be slow on the new ones. */
export async function analyzeTables(client: PoolClient): Promise<void> {
  await client.query("ANALYZE groups, group_models, group_limits, api_keys, events");
}
