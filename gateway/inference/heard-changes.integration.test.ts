import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changesChannel } from "../platform/db/changes";
import { type Database, openDatabase } from "../platform/db/database";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { type CallerCaches, createCallerCaches } from "./caller/caller-caches";

let fixture: InferenceFixture;
/** As three replicas have them. By their clock no time passes: what they forget, they were told of. */
let replicas: { caches: CallerCaches; db: Database }[];
let ear: pg.Client;
const announced: string[] = [];

beforeAll(async () => {
  fixture = await openInferenceFixture();
  const { deps, databaseUrl } = fixture.gateway;
  replicas = [1, 2, 3].map(() => {
    const db = openDatabase({ url: databaseUrl, connections: 4, onIdleError: () => {} });
    const pools = { ...deps.pools, lookups: db, changes: db };
    return { caches: createCallerCaches({ ...deps, pools }, () => 0), db };
  });
  await Promise.all(replicas.map(({ caches }) => caches.ready));
  ear = new pg.Client({ connectionString: databaseUrl });
  await ear.connect();
  ear.on("notification", ({ payload }) => announced.push(JSON.parse(payload ?? "{}").kind));
  await ear.query(`LISTEN ${changesChannel}`);
});
afterAll(async () => {
  await ear?.end();
  for (const { caches, db } of replicas ?? []) {
    await caches.close();
    await db.close();
  }
  await fixture?.close();
});

const request = new IncomingMessage(new Socket());
type Group = Awaited<ReturnType<InferenceFixture["addGroup"]>>;
type Read = (caches: CallerCaches, given: Group) => unknown;

const readKeys: Read = async (caches, { key }) =>
  (await caches.keys(key.slice(0, 16), request)).length;
const readGroupRow: Read = async (caches, { id }) => {
  const group = await caches.group(id);
  const chain = group?.chains.get(fixtureSlug);
  return chain ? chain.map(({ threshold }) => threshold).join() : (group?.chains.size ?? "none");
};
const readAddress: Read = async (caches) =>
  (await caches.endpoint(fixtureSlug))?.address.origin ?? "none";
const readSecret: Read = (caches) => caches.secret(fixture.gateway.workspaceId, null);

const keyPath = ({ id, key }: Group) => `/v1/gateway/groups/${id}/api_keys/${key.slice(0, 16)}`;
const createModels = (...thresholds: number[]) => ({
  models: [
    {
      slug: fixtureSlug,
      usage_limits: thresholds.map((threshold) => ({ type: "TOKEN", unit: "DAY", threshold })),
    },
  ],
});
const pointTo = async (base_url: string) => {
  const secret = await fixture.manage("POST", "/v1/secrets", { name: "other", value: "sk-o" });
  const target = { provider: "OPENAI_COMPATIBLE", base_url, target_model: "m" };
  await fixture.manage("PATCH", `/v1/gateway/endpoints/${fixture.endpointId}`, {
    targets: [{ ...target, secret_id: secret["id"] }],
  });
};
const saveKey = (value: string) =>
  fixture.manage("POST", "/v1/secrets", { name: "baseten_api_key", value });
const patch = ({ id }: Group, body: object) =>
  fixture.manage("PATCH", `/v1/gateway/groups/${id}`, body);

interface Write {
  name: string;
  read: Read;
  before: unknown;
  write: (group: Group) => Promise<unknown>;
  after: unknown;
  announces: string[];
}

test.each<Write>([
  {
    name: "a key is revoked",
    read: readKeys,
    ...{ before: 1, after: 0, announces: ["key"] },
    write: (group) => fixture.manage("DELETE", keyPath(group)),
  },
  {
    name: "a limit is set",
    read: readGroupRow,
    ...{ before: "", after: "5000", announces: ["group"] },
    write: (group) => patch(group, createModels(5_000)),
  },
  {
    name: "a group loses its models",
    read: readGroupRow,
    ...{ before: "", after: 0, announces: ["group"] },
    write: (group) => patch(group, { models: [] }),
  },
  {
    name: "a group is deleted",
    read: readGroupRow,
    ...{ before: "", after: "none", announces: ["group", "key"] },
    write: ({ id }) => fixture.manage("DELETE", `/v1/gateway/groups/${id}`),
  },
  {
    name: "a deleted group's key",
    read: readKeys,
    ...{ before: 1, after: 0, announces: ["group", "key"] },
    write: ({ id }) => fixture.manage("DELETE", `/v1/gateway/groups/${id}`),
  },
  {
    name: "an endpoint is pointed elsewhere",
    read: async (caches, group) => String(await readAddress(caches, group)).endsWith(":9"),
    ...{ before: false, after: true, announces: ["secret", "endpoint"] },
    write: () => pointTo("http://127.0.0.1:9"),
  },
  {
    name: "a secret that was missing is saved",
    read: readSecret,
    ...{ before: undefined, after: "sk-1", announces: ["secret"] },
    write: () => saveKey("sk-1"),
  },
  {
    name: "a secret is rotated",
    read: readSecret,
    ...{ before: "sk-1", after: "sk-2", announces: ["secret"] },
    write: () => saveKey("sk-2"),
  },
  {
    name: "a secret is deleted",
    read: readSecret,
    ...{ before: "sk-2", after: undefined, announces: ["secret"] },
    write: () => fixture.manage("DELETE", "/v1/secrets/baseten_api_key"),
  },
  {
    name: "an endpoint is deleted",
    read: readAddress,
    ...{ before: "http://127.0.0.1:9", after: "none", announces: ["endpoint"] },
    write: () => fixture.manage("DELETE", `/v1/gateway/endpoints/${fixture.endpointId}`),
  },
])("case 18: $name: every replica acts on it once told, by one announcement", async (change) => {
  const group = await fixture.addGroup();
  for (const { caches } of replicas) expect(await change.read(caches, group)).toBe(change.before);
  // The announcements of what was prepared have passed.
  await ear.query("SELECT 1");
  announced.length = 0;
  await change.write(group);
  for (const { caches } of replicas) {
    await expect.poll(() => change.read(caches, group), { interval: 5 }).toBe(change.after);
  }
  await ear.query("SELECT 1");
  expect(announced).toEqual(change.announces);
});

test("case 18: a limit of a parent is heard for every group below it", async () => {
  const parent = await fixture.addGroup();
  const child = await fixture.addGroup({ parent: parent.id });
  for (const { caches } of replicas) expect(await readGroupRow(caches, child)).toBe("");
  await patch(parent, createModels(7_000));
  for (const { caches } of replicas) {
    await expect.poll(() => readGroupRow(caches, child), { interval: 5 }).toBe("7000");
  }
});

test("case 18: a change while no connection listens is seen once one does again, without a word of it", async () => {
  const { key } = await fixture.addGroup();
  const prefix = key.slice(0, 16);
  const read = (caches: CallerCaches) => Promise.resolve(caches.keys(prefix, request));
  for (const { caches } of replicas) expect(await read(caches)).toHaveLength(1);
  const { db } = fixture.gateway;
  const cut = await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> ALL ($1::int[]) AND pid <> pg_backend_pid()
       AND query LIKE 'SELECT 1%'`,
    [[await readPid(ear)]],
  );
  expect(cut.rows.length).toBeGreaterThanOrEqual(replicas.length);
  await db.query("UPDATE api_keys SET revoked_at = now() WHERE prefix = $1", [prefix]);
  for (const { caches } of replicas) {
    await expect.poll(() => read(caches), { interval: 5 }).toHaveLength(0);
  }
});

async function readPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  return rows[0].pid;
}
