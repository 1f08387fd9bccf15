import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, deleteGroup, groupsPath, listKeys, mintKey } from "../../testing/test-groups";

let gateway: TestGateway;
let group: Group;
beforeAll(async () => {
  gateway = await createTestGateway();
  group = await addGroup(gateway, "holder");
});
afterAll(() => gateway.close());

const keysPath = () => `${groupsPath}/${group.id}/api_keys`;

describe("minting a key", () => {
  test("answers the plaintext once, in the published format and uncached", async () => {
    const answer = await gateway.inject("POST", keysPath(), {
      key: gateway.managementKey,
      body: { name: "production" },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.json).toEqual({
      api_key: expect.stringMatching(/^sky_[0-9A-Za-z]{12}\.[0-9A-Za-z]{32}$/),
      prefix: answer.json.api_key.slice(0, 16),
      name: "production",
    });
  });

  test("stores the SHA-256 of the whole key, and the plaintext nowhere", async () => {
    const { api_key: key, prefix } = await mintKey(gateway, group, "hashed");
    const { rows } = await gateway.db.query<{ keyHash: Buffer }>(
      `SELECT key_hash AS "keyHash" FROM api_keys WHERE prefix = $1`,
      [prefix],
    );
    expect(rows[0]?.keyHash).toEqual(createHash("sha256").update(key).digest());
    const secret = key.slice(17);
    const tables = await gateway.db.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    for (const { name } of tables.rows) {
      const found = await gateway.db.query(`SELECT FROM ${name} t WHERE t::text LIKE $1`, [
        `%${secret}%`,
      ]);
      expect(found.rowCount, name).toBe(0);
    }
    const later = await gateway.inject("GET", `${keysPath()}/${prefix}`, { key: gateway.viewKey });
    expect(later.text).not.toContain(secret);
    expect(gateway.logLines.join("\n")).not.toContain(secret);
  });

  test("takes no body, an empty one and null for a key without a name", async () => {
    for (const body of [undefined, "", "null", {}, { name: null }, { unknown: 1 }]) {
      const answer = await gateway.inject("POST", keysPath(), { key: gateway.managementKey, body });
      expect(answer.status).toBe(200);
      expect(answer.json.name).toBeNull();
    }
  });

  test("never repeats a key", async () => {
    const keys = await Promise.all(Array.from({ length: 30 }, () => mintKey(gateway, group)));
    expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(30);
  });
});

describe("the keys of a group", () => {
  test("are listed in creation order with their times, page by page", async () => {
    const holder = await addGroup(gateway, "listed");
    const prefixes: string[] = [];
    for (const name of ["a", "b", "c"]) {
      prefixes.push((await mintKey(gateway, holder, name)).prefix);
    }
    const path = `${groupsPath}/${holder.id}/api_keys`;
    const page = await gateway.inject("GET", `${path}?limit=2`, { key: gateway.viewKey });
    expect(page.json.items).toEqual([
      {
        prefix: prefixes[0],
        name: "a",
        created_at: "2026-03-10T12:00:00.000Z",
        last_used_at: null,
      },
      {
        prefix: prefixes[1],
        name: "b",
        created_at: "2026-03-10T12:00:00.000Z",
        last_used_at: null,
      },
    ]);
    const { cursor } = page.json.pagination;
    await gateway.inject("DELETE", `${path}/${prefixes[1]}`, { key: gateway.managementKey });
    const rest = await gateway.inject("GET", `${path}?limit=2&cursor=${cursor}`, {
      key: gateway.viewKey,
    });
    expect(rest.json).toEqual({
      items: [expect.objectContaining({ prefix: prefixes[2] })],
      pagination: { has_more: false, cursor: null },
    });
  });

  test("are readable until they are revoked, which is once and for good", async () => {
    const { prefix } = await mintKey(gateway, group, "revoked");
    const path = `${keysPath()}/${prefix}`;
    const read = await gateway.inject("GET", path, { key: gateway.viewKey });
    expect(read.json).toMatchObject({ prefix, name: "revoked" });
    const revoked = await gateway.inject("DELETE", path, { key: gateway.managementKey });
    expect(revoked.status).toBe(200);
    expect(revoked.json).toEqual({ prefix });
    for (const method of ["GET", "DELETE"]) {
      const answer = await gateway.inject(method, path, { key: gateway.managementKey });
      expect(answer.status).toBe(404);
    }
    expect((await listKeys(gateway, group)).map((key) => key.prefix)).not.toContain(prefix);
  });

  test("of one group are not found under another", async () => {
    const other = await addGroup(gateway, "neighbour");
    const { prefix } = await mintKey(gateway, group);
    for (const method of ["GET", "DELETE"]) {
      const answer = await gateway.inject(method, `${groupsPath}/${other.id}/api_keys/${prefix}`, {
        key: gateway.managementKey,
      });
      expect(answer.status).toBe(404);
    }
    expect((await listKeys(gateway, group)).map((key) => key.prefix)).toContain(prefix);
  });

  test("of a deleted group are 404, whatever is asked of them", async () => {
    const gone = await addGroup(gateway, "gone");
    const { prefix } = await mintKey(gateway, gone);
    await deleteGroup(gateway, gone);
    const path = `${groupsPath}/${gone.id}/api_keys`;
    for (const [method, target] of [
      ["POST", path],
      ["GET", path],
      ["GET", `${path}/${prefix}`],
      ["DELETE", `${path}/${prefix}`],
    ] as const) {
      const answer = await gateway.inject(method, target, { key: gateway.managementKey });
      expect(answer.status).toBe(404);
    }
  });
});
