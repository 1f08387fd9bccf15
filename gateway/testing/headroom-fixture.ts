import { expect } from "vitest";
import type { Group } from "../contracts/group";
import { type Headroom, headroom } from "../contracts/headroom";
import { findCallerGroup } from "../inference/caller/find-caller-group";
import { insertEvents } from "../metering/ledger/event-store";
import { usageSources } from "../metering/rollups/roll-up-usage";
import { selectFirstMissing } from "../metering/rollups/rollup-store";
import type { TestGateway } from "./test-gateway";
import { addRefusals, rollUpAll, usageEvent } from "./usage-rows";

export const headroomPath = "/v1/gateway/headroom";

export async function readHeadroom(
  gateway: TestGateway,
  query = "",
  key = gateway.viewKey,
): Promise<Headroom> {
  const answer = await gateway.inject("GET", `${headroomPath}${query}`, { key });
  expect(answer.status, answer.text).toBe(200);
  return headroom.parse(answer.json);
}

/** As the inference plane would: reserved over the same chain, settled, and put down. */
export async function call(
  gateway: TestGateway,
  group: Pick<Group, "id">,
  tokens: number,
  slug = "acme/a",
): Promise<boolean> {
  const { db, deps, clock } = gateway;
  const caller = await findCallerGroup(db, group.id);
  if (!caller) throw new Error("no such group");
  const reserved = await deps.counters.reserve({
    reservationId: deps.ids.create("rsv"),
    rootGroupId: caller.rootId,
    slug,
    chain: caller.chains.get(slug) ?? [],
    tokens,
    tokensMin: tokens,
    meteredGroupIds: caller.meteredGroupIds,
  });
  const at = { workspaceId: caller.workspaceId, path: caller.path, slug };
  if (reserved.admitted) {
    await deps.counters.settle(reserved.reservation, tokens);
    const used = { inputTokens: tokens, outputTokens: 0, cachedInputTokens: 0 };
    await insertEvents(db, [usageEvent(at, clock.now(), used)]);
  } else await addRefusals(db, at, clock.now());
  await addUpUsage(gateway);
  return reserved.admitted;
}

/** What was recorded in this very millisecond is added up in the next one. */
export async function addUpUsage({ db }: TestGateway): Promise<void> {
  const missing = async () =>
    Promise.all(usageSources.map((source) => selectFirstMissing(db, source)));
  do await rollUpAll(db);
  while ((await missing()).some((atMs) => atMs !== undefined));
}

export interface ManyGroups {
  /** Becomes the ids, numbered. */
  name: string;
  /** Path above each of them. */
  above: (index: number) => readonly string[];
  tokensPerMinute?: number;
}

/** Groups that may call `acme/a`, put down at once; answers their ids. */
export async function addManyGroups(
  { db, workspaceId }: TestGateway,
  count: number,
  { name, above, tokensPerMinute }: ManyGroups,
): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `grp_${name}_${index}`);
  await db.query(
    `INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id, limit_enforcement)
     SELECT id, $3, (string_to_array(above, ' '))[1], reverse(split_part(reverse(above), ' ', 1)),
       string_to_array(above, ' ') || id, id, 'CASCADING'
     FROM unnest($1::text[], $2::text[]) AS given (id, above)`,
    [ids, ids.map((_, index) => above(index).join(" ")), workspaceId],
  );
  await db.query(
    `INSERT INTO group_models (group_id, slug, position)
     SELECT id, 'acme/a', 0 FROM unnest($1::text[]) AS id`,
    [ids],
  );
  if (tokensPerMinute !== undefined) {
    await db.query(
      `INSERT INTO group_limits (group_id, root_id, slug, kind, type, unit, threshold)
       SELECT id, root_id, 'acme/a', 'rate', 'TOKEN', 'MINUTE', $2 FROM groups WHERE id = ANY($1)`,
      [ids, tokensPerMinute],
    );
  }
  return ids;
}
