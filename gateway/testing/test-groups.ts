import { expect } from "vitest";
import type { Group, LimitEnforcement } from "../contracts/group";
import type { ApiKey, MintedKey } from "../contracts/key";
import type { LimitType, RateUnit } from "../contracts/limit";
import type { Queryable } from "../platform/db/database";
import type { TestGateway } from "./test-gateway";
import type { TestAnswer } from "./test-request";

export const groupsPath = "/v1/gateway/groups";

export interface TestModel {
  slug: string;
  rate_limits?: { type: LimitType; unit: RateUnit; threshold: number }[];
  usage_limits?: { type: LimitType; unit: "DAY"; threshold: number }[];
}

/** `acme/a` with one rate limit: tokens per minute. */
export function tokensPerMinute(threshold: number, slug = "acme/a"): TestModel {
  return { slug, rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }] };
}

/** `acme/a` with one usage limit: tokens per day. */
export function tokensPerDay(threshold: number, slug = "acme/a"): TestModel {
  return { slug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold }] };
}

export interface TestGroup {
  name?: string | null;
  models?: TestModel[];
  parent?: { id: string } | string;
  mode?: LimitEnforcement;
}

export function groupBody(externalId: string, { name, models, parent, mode }: TestGroup = {}) {
  return {
    metadata: { external_entity_id: externalId, ...(name === undefined ? {} : { name }) },
    models: models ?? [{ slug: "acme/a" }],
    hierarchy: {
      parent_group_id: typeof parent === "object" ? parent.id : (parent ?? null),
      limit_enforcement: mode ?? null,
    },
  };
}

export function postGroup(
  gateway: TestGateway,
  externalId: string,
  group: TestGroup = {},
  key = gateway.managementKey,
): Promise<TestAnswer> {
  return gateway.inject("POST", groupsPath, { key, body: groupBody(externalId, group) });
}

/** Creates a group over the API and insists that it worked. */
export async function addGroup(
  gateway: TestGateway,
  externalId: string,
  group: TestGroup = {},
  key = gateway.managementKey,
): Promise<Group> {
  const answer = await postGroup(gateway, externalId, group, key);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

export function patchGroup(gateway: TestGateway, group: { id: string }, body: unknown) {
  return gateway.inject("PATCH", `${groupsPath}/${group.id}`, { key: gateway.managementKey, body });
}

export function deleteGroup(gateway: TestGateway, group: { id: string }) {
  return gateway.inject("DELETE", `${groupsPath}/${group.id}`, { key: gateway.managementKey });
}

export function readGroup(gateway: TestGateway, group: { id: string }, query = "") {
  return gateway.inject("GET", `${groupsPath}/${group.id}${query}`, { key: gateway.viewKey });
}

export function listGroups(gateway: TestGateway, query = "") {
  return gateway.inject("GET", `${groupsPath}${query}`, { key: gateway.viewKey });
}

/** External ids of a list's items, in its order. */
export function listExternalIds(answer: TestAnswer): string[] {
  const items: Group[] = answer.json.items;
  return items.map((item) => item.metadata.external_entity_id);
}

export async function mintKey(
  gateway: TestGateway,
  group: { id: string },
  name?: string,
): Promise<MintedKey> {
  const path = `${groupsPath}/${group.id}/api_keys`;
  const answer = await gateway.inject("POST", path, {
    key: gateway.managementKey,
    body: name === undefined ? {} : { name },
  });
  expect(answer.status).toBe(200);
  return answer.json;
}

export async function listKeys(gateway: TestGateway, group: { id: string }): Promise<ApiKey[]> {
  const path = `${groupsPath}/${group.id}/api_keys`;
  const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
  expect(answer.status).toBe(200);
  return answer.json.items;
}

/** Every row that a management write could touch, to prove that a refused one touched nothing. */
export async function dumpTables(db: Queryable): Promise<string> {
  const tables = ["groups", "group_models", "group_limits", "api_keys", "endpoints", "secrets"];
  const dumps = await Promise.all(
    [...tables, "audit_logs", "workspaces"].map(async (table) => {
      const { rows } = await db.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`,
      );
      return `${table}\n${rows.map(({ row }) => row).join("\n")}`;
    }),
  );
  return dumps.join("\n\n");
}
