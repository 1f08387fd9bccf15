import { performance } from "node:perf_hooks";
import type { PoolClient } from "pg";
import { dayMs } from "../../gateway/contracts/leaves/time";
import type { Deps } from "../../gateway/deps";
import { generateKey } from "../../gateway/management/keys/generate-key";
import { sha256 } from "../../gateway/management/workspaces/authenticate";
import { lockWorkspace } from "../../gateway/management/workspaces/workspace-store";
import { createPartitions } from "../../gateway/metering/ledger/partition-store";
import { rebuildUsageDay } from "../../gateway/metering/rollups/rebuild-usage";
import { announceChange } from "../../gateway/platform/db/changes";
import type { Database } from "../../gateway/platform/db/database";
import type { Progress } from "./progress";
import { createRandom } from "./random";
import { sampleKeys } from "./sample-keys";
import { sampleLimits } from "./sample-limits";
import {
  analyzeTables,
  copyGroupLimits,
  copyGroupModels,
  copyGroups,
  copyKeys,
  copyUsage,
  countSampleGroups,
} from "./sample-store";
import { type SampleGroup, sampleTree } from "./sample-tree";
import { sampleUsage, usageRows } from "./sample-usage";
import { createTodayUsage } from "./today-usage";

/** Nothing was added; the message is one line for a person. */
export class SeedRefused extends Error {
  override readonly name = "SeedRefused";
}

export interface SeedInput {
  workspaceId: string;
  groups: number;
  slugs: [string, ...string[]];
  progress: Progress;
}

export interface Seeded {
  groups: number;
  limits: number;
  keys: number;
  usageRows: number;
  seconds: number;
  /** A key of `group` that works, in plaintext, known to nobody else. */
  key: string;
  group: SampleGroup;
}

/**
 * Adds a sample tree with keys and a week of usage, all or nothing. Every rule of the API holds for
 * it as if each group had been created by itself. @throws SeedRefused where there is a sample already
 */
export async function seedWorkspace(
  deps: Pick<Deps, "db" | "ids" | "clock">,
  input: SeedInput,
): Promise<Seeded> {
  const nowMs = deps.clock.now();
  await deps.db.transaction((tx) => createPartitions(tx, nowMs - 6 * dayMs, 13));
  const seeded = await inOneTransaction(deps.db, (client) =>
    copySample(deps, client, input, nowMs),
  );
  await addUpWeek(deps, input.progress, nowMs);
  return seeded;
}

/** The roller has passed these days where there was traffic already, and comes by no second time. */
async function addUpWeek(
  deps: Pick<Deps, "db" | "clock">,
  progress: Progress,
  nowMs: number,
): Promise<void> {
  const today = Math.floor(nowMs / dayMs);
  const daysBefore = 7;
  progress.step("sums", daysBefore + 1);
  for (let day = today - daysBefore; day <= today; day++) {
    await rebuildUsageDay(deps, day * dayMs);
    progress.advance(1);
  }
  progress.end();
}

async function copySample(
  deps: Pick<Deps, "ids">,
  client: PoolClient,
  { workspaceId, groups: groupCount, slugs, progress }: SeedInput,
  nowMs: number,
): Promise<Seeded> {
  const startedAt = performance.now();
  await lockWorkspace(client, workspaceId);
  const earlier = await countSampleGroups(client, workspaceId);
  if (earlier > 0) {
    throw new SeedRefused(
      `The workspace holds a sample tree of ${earlier} groups already; delete its customers first, or seed another workspace with --workspace NAME`,
    );
  }

  const random = createRandom(20_260_131);
  const createId = () => deps.ids.create("grp");
  const groups = sampleTree({ groups: groupCount, slugs, nowMs, createId, random });
  const [firstGroup] = groups;
  if (!firstGroup) throw new Error("a sample tree has at least one group");
  const plaintext = generateKey();
  const keys = sampleKeys({ nowMs, random, mint: () => hashed(generateKey()) }, groups);
  keys.push({
    ...hashed(plaintext),
    group: firstGroup,
    name: "try it",
    createdAt: new Date(nowMs),
    lastUsedAt: null,
    revokedAt: null,
  });

  const step = (name: string, total: number) => {
    progress.step(name, total);
    return (count: number) => progress.advance(count);
  };
  await copyGroups(client, workspaceId, groups, step("groups", groups.length));
  const models = groups.reduce((sum, group) => sum + group.slugs.length, 0);
  await copyGroupModels(client, groups, step("models", models));

  const rows = usageRows(groupCount);
  const today = createTodayUsage(nowMs);
  const usage = sampleUsage({ workspaceId, rows, nowMs, random }, keys);
  const usageCount = await copyUsage(
    client,
    tap(usage, (row) => today.add(row)),
    step("usage", rows),
  );
  const limits = sampleLimits(groups, today, random);
  await copyGroupLimits(client, limits, step("limits", limits.length));
  await copyKeys(client, workspaceId, keys, step("keys", keys.length));
  await analyzeTables(client);
  await announceChange(client, { kind: "group", rootGroupId: firstGroup.rootId });
  return {
    groups: groups.length,
    limits: limits.length,
    keys: keys.length,
    usageRows: usageCount,
    seconds: (performance.now() - startedAt) / 1000,
    key: plaintext,
    group: firstGroup,
  };
}

function hashed(key: string): { prefix: string; keyHash: Buffer } {
  return { prefix: key.slice(0, 16), keyHash: sha256(key) };
}

function* tap<Item>(items: Iterable<Item>, see: (item: Item) => void): Generator<Item> {
  for (const item of items) {
    see(item);
    yield item;
  }
}

/** COPY needs the connection itself; bulk work may take longer than a request's statement. */
async function inOneTransaction<Result>(
  db: Database,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await db.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } finally {
    // A connection in the middle of a failed transaction is closed, which rolls it back.
    client.release(true);
  }
}
