import { type Target, target } from "../../contracts/endpoint";
import type { LimitEnforcement } from "../../contracts/group";
import type { Queryable } from "../../platform/db/database";

export interface KeyRow {
  workspaceId: string;
  groupId: string;
  prefix: string;
  /** SHA-256 of the whole key. */
  keyHash: Buffer;
}

/** Every live key with this prefix, of whatever workspace. */
export async function selectKeysByPrefix(db: Queryable, prefix: string): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>(
    `SELECT workspace_id AS "workspaceId", group_id AS "groupId", prefix, key_hash AS "keyHash"
     FROM api_keys WHERE prefix = $1 AND revoked_at IS NULL`,
    [prefix],
  );
  return rows;
}

export interface CallingGroupRow {
  id: string;
  workspaceId: string;
  rootId: string;
  /** Ids from the root to this group, itself included. */
  path: string[];
  externalEntityId: string;
  limitEnforcement: LimitEnforcement;
}

/** Undefined for a group that is deleted or unknown. */
export async function findCallingGroup(
  db: Queryable,
  id: string,
): Promise<CallingGroupRow | undefined> {
  const { rows } = await db.query<CallingGroupRow>(
    `SELECT id, workspace_id AS "workspaceId", root_id AS "rootId", path,
       external_entity_id AS "externalEntityId", limit_enforcement AS "limitEnforcement"
     FROM groups WHERE id = $1 AND deleted_at IS NULL`,
    [id],
  );
  return rows[0];
}

/** Keys' last use, in one statement; never moved backwards. */
export async function updateKeysLastUsed(
  db: Queryable,
  uses: readonly { workspaceId: string; prefix: string; at: Date }[],
): Promise<void> {
  await db.query(
    `UPDATE api_keys SET last_used_at = use.at
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS use (workspace_id, prefix, at)
     WHERE api_keys.workspace_id = use.workspace_id AND api_keys.prefix = use.prefix
       AND (last_used_at IS NULL OR last_used_at < use.at)`,
    [
      uses.map(({ workspaceId }) => workspaceId),
      uses.map(({ prefix }) => prefix),
      uses.map(({ at }) => at),
    ],
  );
}

export interface EndpointRoute {
  workspaceId: string;
  slug: string;
  target: Target;
}

export async function findEndpointRoute(
  db: Queryable,
  slug: string,
): Promise<EndpointRoute | undefined> {
  const { rows } = await db.query<{ workspaceId: string; target: unknown }>(
    `SELECT workspace_id AS "workspaceId", target FROM endpoints WHERE slug = $1`,
    [slug],
  );
  const [row] = rows;
  return row && { workspaceId: row.workspaceId, slug, target: target.parse(row.target) };
}

/** Those of the slugs that have an endpoint in this workspace, with its creation time. */
export async function selectServedSlugs(
  db: Queryable,
  workspaceId: string,
  slugs: readonly string[],
): Promise<Map<string, Date>> {
  const { rows } = await db.query<{ slug: string; createdAt: Date }>(
    `SELECT slug, created_at AS "createdAt" FROM endpoints
     WHERE workspace_id = $1 AND slug = ANY($2)`,
    [workspaceId, slugs],
  );
  return new Map(rows.map(({ slug, createdAt }) => [slug, createdAt]));
}
