import { z } from "zod";
import type { Queryable } from "../platform/db/database";
import type { GatewayProcess } from "./gateway-process";

/** A team below an organisation, CASCADING, with daily limits on both that nothing reaches. */
export interface ProcessCustomer {
  /** Of the team. */
  key: string;
  groupIds: readonly [org: string, team: string];
  slug: string;
  /** What the gateway says was used today, in the order of `groupIds`. */
  readUsage(): Promise<DayUsage[]>;
}

export interface DayUsage {
  requests: number;
  tokens: number;
}

const slug = "acme/model";
const threshold = 1_000_000_000;
const usage_limits = [
  { type: "TOKEN", unit: "DAY", threshold },
  { type: "REQUEST", unit: "DAY", threshold },
];
const made = z.object({ id: z.string() });
const minted = z.object({ api_key: z.string() });
const usage = z.object({
  usage: z.record(
    z.string(),
    z.array(z.object({ type: z.enum(["TOKEN", "REQUEST"]), current_usage: z.int().nullable() })),
  ),
});

/** Sets up a customer of a gateway of its own process, over HTTP. */
export async function addProcessCustomer(
  gateway: Pick<GatewayProcess, "url" | "managementKey">,
  upstreamUrl: string,
): Promise<ProcessCustomer> {
  const manage = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${gateway.url}${path}`, {
      method,
      headers: {
        authorization: `Api-Key ${gateway.managementKey}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  };
  const secret = made.parse(
    await manage("POST", "/v1/secrets", { name: "upstream", value: "sk-x" }),
  );
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstreamUrl,
    secret_id: secret.id,
    target_model: "m",
  };
  await manage("POST", "/v1/gateway/endpoints", { slug, targets: [target] });
  const addGroup = async (name: string, parent: string | null) => {
    const group = await manage("POST", "/v1/gateway/groups", {
      metadata: { external_entity_id: name },
      models: [{ slug, usage_limits }],
      hierarchy: { parent_group_id: parent, limit_enforcement: "CASCADING" },
    });
    return made.parse(group).id;
  };
  const org = await addGroup("org", null);
  const team = await addGroup("team", org);
  const mint = await manage("POST", `/v1/gateway/groups/${team}/api_keys`, {});
  const { api_key: key } = minted.parse(mint);
  const groupIds = [org, team] as const;
  const readDayUsage = async (groupId: string): Promise<DayUsage> => {
    const answer = usage.parse(await manage("GET", `/v1/gateway/groups/${groupId}/usage`));
    const used = (type: string) =>
      answer.usage[slug]?.find((entry) => entry.type === type)?.current_usage ?? 0;
    return { requests: used("REQUEST"), tokens: used("TOKEN") };
  };
  return {
    key,
    groupIds,
    slug,
    readUsage: () => Promise.all(groupIds.map(readDayUsage)),
  };
}

/** What the ledger says was used today; what counts unbilled included. */
export async function sumLedgerOfToday(db: Queryable): Promise<DayUsage> {
  const { rows } = await db.query<DayUsage>(
    `SELECT count(*) AS requests, coalesce(sum(input_tokens + output_tokens), 0)::bigint AS tokens
     FROM events WHERE admitted_at >= date_trunc('day', now(), 'UTC')`,
  );
  const [row] = rows;
  if (!row) throw new Error("an aggregate answers one row");
  return row;
}

export interface BilledRequest {
  requestId: string;
  idempotencyKey: string;
}

export async function selectBilledRequests(db: Queryable): Promise<BilledRequest[]> {
  const { rows } = await db.query<BilledRequest>(
    `SELECT request_id AS "requestId", idempotency_key AS "idempotencyKey" FROM events
     WHERE billable`,
  );
  return rows;
}
