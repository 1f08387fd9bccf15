import { randomBytes } from "node:crypto";
import { createGroupBody } from "../../gateway/contracts/group";
import { rollUpBatch } from "../../gateway/metering/rollups/roll-up-usage";
import type { Database } from "../../gateway/platform/db/database";
import { generateManagementKey } from "../../gateway/platform/process/generate-management-key";
import { keepStops } from "../keep-stops";
import { percentile } from "../percentile";
import { createCaller, type ManagementCall } from "../programs/management-caller";
import { startGateway } from "../programs/start-gateway";
import type { Figure } from "../report";
import { startBenchDatabase } from "./bench-database";
import { fillToday, type TodayFixture } from "./fill-today";

export interface StartOptions {
  rounds: number;
  events: number;
  ports: readonly number[];
}

const roots = 50;
const childrenEach = 20;
const slugs = ["acme/a", "acme/b", "acme/c", "acme/d", "acme/e"];
/** Events that the roller has not come to when a gateway starts. */
const behind = 20_000;
const rolledAtOnce = 500_000;

/**
 * A start on so many events of today, until it says that it is ready, in turns with one on an empty
 * database; then what is counted for each group and slug, compared with the ledger's own sum. 30
 * million events: about half an hour, most of it to make them, and 40 GB of disk.
 */
export function measureStart({ rounds, events, ports }: StartOptions): Promise<Figure[]> {
  return keepStops(async ({ keep }) => {
    const database = keep(await startBenchDatabase());
    const { db } = database;
    const key = generateManagementKey().plaintext;
    const encryptionKey = randomBytes(32).toString("base64");
    const [fullPort = 0, emptyPort = 0] = ports;
    const start = (port: number, databaseUrl: string) =>
      startGateway(port, key, { databaseUrl, encryptionKey });
    const emptyUrl = await database.add("bench_empty");
    // The first start on each migrates.
    await (await start(emptyPort, emptyUrl)).stop();
    const first = await start(fullPort, database.url);
    const fixture = await addTrees(createCaller(first.url, key), db).finally(first.stop);

    const day = new Date().toISOString().slice(0, 10);
    const startedMs = performance.now();
    await fillToday(db, fixture, { first: 0, count: events, sinceMs: Date.parse(day) });
    const madeMs = performance.now();
    while ((await rollUpBatch(db, "events", rolledAtOnce)) !== false);
    const rolledMs = performance.now();
    console.log(
      `${events} events made in ${seconds(madeMs - startedMs)}, added up in ${seconds(rolledMs - madeMs)}`,
    );

    const timed = async (port: number, url: string) => {
      const fromMs = performance.now();
      const gateway = await start(port, url);
      return { gateway, ms: performance.now() - fromMs };
    };
    const fullMs: number[] = [];
    const emptyMs: number[] = [];
    let made = events;
    let off = 0;
    for (let round = 0; round < rounds; round++) {
      const sinceMs = Date.now() - 1_000;
      await fillToday(db, fixture, { first: made, count: behind, sinceMs });
      made += behind;
      const full = await timed(fullPort, database.url);
      fullMs.push(full.ms);
      const manage = createCaller(full.gateway.url, key);
      if (round === 0) off = await countOff(db, fixture, manage).finally(full.gateway.stop);
      else await full.gateway.stop();
      const empty = await timed(emptyPort, emptyUrl);
      emptyMs.push(empty.ms);
      await empty.gateway.stop();
    }
    if (new Date().toISOString().slice(0, 10) !== day) {
      throw new Error("midnight (UTC) passed meanwhile: the figures mean nothing");
    }
    const [fullP50, emptyP50] = [percentile(fullMs, 0.5), percentile(emptyMs, 0.5)];
    return [
      {
        name: `start on ${events} events of today, median`,
        value: fullP50,
        unit: "ms",
        atMost: 5_000,
      },
      { name: "start: slowest", value: Math.max(...fullMs), unit: "ms" },
      { name: "start on an empty database, median", value: emptyP50, unit: "ms" },
      { name: "start: full ÷ empty", value: fullP50 / emptyP50, unit: "" },
      {
        name: `start: counters compared`,
        value: (roots + roots * childrenEach) * slugs.length * 2,
        unit: "",
      },
      { name: "start: counters that are off", value: off, unit: "", atMost: 0 },
    ];
  });
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

/** CASCADING, and nobody near a limit; those below have the lower one, so that usage tells their own. */
async function addTrees(manage: ManagementCall, db: Database): Promise<TodayFixture> {
  const add = async (name: string, parentId: string | null, threshold: number) => {
    const limits = (["TOKEN", "REQUEST"] as const).map((type) => ({
      type,
      unit: "DAY",
      threshold,
    }));
    const body = createGroupBody.parse({
      metadata: { external_entity_id: name },
      models: slugs.map((slug) => ({ slug, usage_limits: limits })),
      hierarchy: { parent_group_id: parentId, limit_enforcement: "CASCADING" },
    });
    return String((await manage("POST", "/v1/gateway/groups", body))["id"]);
  };
  const trees: { rootId: string; childIds: string[] }[] = [];
  for (let root = 0; root < roots; root++) {
    const rootId = await add(`customer-${root}`, null, 4e15);
    const childIds: string[] = [];
    for (let child = 0; child < childrenEach; child++) {
      childIds.push(await add(`customer-${root}-${child}`, rootId, 1e14));
    }
    trees.push({ rootId, childIds });
  }
  const { rows } = await db.query<{ id: string }>("SELECT workspace_id AS id FROM groups LIMIT 1");
  return { workspaceId: rows[0]?.id ?? "", slugs, trees };
}

/** How many counters differ from what the ledger's rows add up to. */
async function countOff(db: Database, { trees }: TodayFixture, manage: ManagementCall) {
  const { rows } = await db.query<{ id: string; slug: string; requests: number; tokens: number }>(
    `SELECT id, model_slug AS slug, count(*) AS requests,
       sum(input_tokens + output_tokens)::bigint AS tokens
     FROM events, unnest(group_path) AS id
     WHERE admitted_at >= date_trunc('day', now(), 'UTC') GROUP BY id, slug`,
  );
  const expected = new Map<string, number>(
    rows.flatMap(({ id, slug, requests, tokens }) => [
      [`${id} ${slug} REQUEST`, requests] as const,
      [`${id} ${slug} TOKEN`, tokens] as const,
    ]),
  );
  let off = 0;
  for (const id of trees.flatMap(({ rootId, childIds }) => [rootId, ...childIds])) {
    const { usage } = await manage("GET", `/v1/gateway/groups/${id}/usage`);
    for (const [slug, entries] of Object.entries(usage as Usage)) {
      for (const { type, current_usage } of entries) {
        const name = `${id} ${slug} ${type}`;
        if ((current_usage ?? 0) !== (expected.get(name) ?? 0)) off++;
        expected.delete(name);
      }
    }
  }
  // What the ledger has and nobody counted.
  return off + expected.size;
}

type Usage = Record<string, { type: string; current_usage: number | null }[]>;
