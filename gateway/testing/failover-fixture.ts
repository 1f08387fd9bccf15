import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { openDatabase } from "../platform/db/database";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process";
import { startTestPostgres } from "./postgres-server";
import { type BilledRequest, selectBilledRequests } from "./process-customer";
import type { RedisFailover } from "./redis-failover";
import { answerSlowly, type StreamingLoad, startStreamingLoad } from "./streaming-load";
import { startUpstreamDouble } from "./upstream-double";

/** A root group, its key, and which of Redis' masters counts it. */
export interface FailoverTree {
  groupId: string;
  key: string;
  master: number;
}

/** Two gateways as operators run them, on one PostgreSQL and a Redis that fails over. */
export interface FailoverFixture {
  /** A tree that `master` counts, with so many requests a day. */
  addTree(master: number, requestsADay: number): Promise<FailoverTree>;
  /** What is left of the day for a tree from now on. */
  setRequestsADay(tree: FailoverTree, requestsADay: number): Promise<void>;
  /** Callers of one tree on both gateways that never stop asking, half of them for streams. */
  startLoad(tree: FailoverTree): StreamingLoad;
  /** What the gateways say was used today, which is what limits go by. */
  readCounted(tree: FailoverTree): Promise<Used>;
  /** What the ledger says. */
  readBilled(tree: FailoverTree): Promise<Used>;
  selectBilled(): Promise<BilledRequest[]>;
  /** How many calls reached the model. */
  upstreamCalls(): number;
  areRunning(): boolean;
  close(): Promise<void>;
}

export interface Used {
  requests: number;
  tokens: number;
}

const slug = "acme/model";
const workers = 4;
const plenty = 1_000_000_000;
const made = z.object({ id: z.string() });
const minted = z.object({ api_key: z.string() });
const usage = z.object({
  usage: z.record(z.string(), z.array(z.object({ type: z.string(), current_usage: z.int() }))),
});

export async function openFailoverFixture(redis: RedisFailover): Promise<FailoverFixture> {
  const postgres = await startTestPostgres();
  const db = openDatabase({ url: postgres.url, connections: 2, onIdleError: () => {} });
  const upstream = await startUpstreamDouble();
  upstream.answer(answerSlowly(10));
  const settings = {
    ...redis.settings,
    GATEWAY_API_KEY: `hgm_${randomBytes(24).toString("base64url")}`,
    HEADGATE_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    HEADGATE_LOG_LEVEL: "fatal",
  };
  const start = () => startGatewayProcess(postgres.url, settings);
  const gateways = [await start(), await start()] as const;

  const secret = await manage(gateways[0], "POST", "/v1/secrets", { name: "u", value: "sk-x" });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstream.url,
    secret_id: made.parse(secret).id,
    target_model: "m",
  };
  await manage(gateways[0], "POST", "/v1/gateway/endpoints", { slug, targets: [target] });

  const createModels = (requestsADay: number) => {
    const day = [
      { type: "REQUEST", unit: "DAY", threshold: requestsADay },
      { type: "TOKEN", unit: "DAY", threshold: plenty },
    ];
    const minute = [{ type: "TOKEN", unit: "MINUTE", threshold: plenty }];
    return [{ slug, usage_limits: day, rate_limits: minute }];
  };

  return {
    async addTree(master, requestsADay) {
      // Which master counts a tree follows from its id, which is the gateway's to give.
      for (;;) {
        const group = await manage(gateways[0], "POST", "/v1/gateway/groups", {
          metadata: { external_entity_id: randomBytes(8).toString("hex") },
          models: createModels(requestsADay),
          hierarchy: {},
        });
        const groupId = made.parse(group).id;
        if ((await redis.findMaster(groupId)) !== master) continue;
        const path = `/v1/gateway/groups/${groupId}/api_keys`;
        const { api_key: key } = minted.parse(await manage(gateways[0], "POST", path, {}));
        return { groupId, key, master };
      }
    },
    async setRequestsADay({ groupId }, requestsADay) {
      await manage(gateways[0], "PATCH", `/v1/gateway/groups/${groupId}`, {
        models: createModels(requestsADay),
      });
    },
    startLoad({ key }) {
      const [{ url }, { url: otherUrl }] = gateways;
      return startStreamingLoad({ url, otherUrl, key, slug, workers });
    },
    async readCounted({ groupId }) {
      const answer = await manage(gateways[1], "GET", `/v1/gateway/groups/${groupId}/usage`);
      const entries = usage.parse(answer).usage[slug] ?? [];
      const used = (type: string) => entries.find((each) => each.type === type)?.current_usage ?? 0;
      return { requests: used("REQUEST"), tokens: used("TOKEN") };
    },
    async readBilled({ groupId }) {
      const { rows } = await db.query<Used>(
        `SELECT count(*) AS requests, coalesce(sum(input_tokens + output_tokens), 0)::bigint AS tokens
         FROM events WHERE group_id = $1`,
        [groupId],
      );
      const [row] = rows;
      if (!row) throw new Error("an aggregate answers one row");
      return row;
    },
    selectBilled: () => selectBilledRequests(db),
    upstreamCalls: () => upstream.calls.length,
    areRunning: () => gateways.every((gateway) => gateway.isRunning()),
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.kill()));
      await upstream.close();
      await db.close();
      await postgres.close();
      await redis.close();
    },
  };
}

async function manage(
  { url, managementKey }: GatewayProcess,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Api-Key ${managementKey}`,
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}

/** Waits until callers have seen so many answers more. */
export async function expectAnswers(load: StreamingLoad, more: number): Promise<void> {
  const before = load.completed.length;
  await expect
    .poll(() => load.completed.length, { timeout: 120_000 })
    .toBeGreaterThanOrEqual(before + more);
}
