import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, dumpTables, groupsPath, listKeys, mintKey } from "../../testing/test-groups";
import { signed } from "../../testing/test-registration";

let gateway: TestGateway;
let group: Group;
beforeAll(async () => {
  gateway = await createTestGateway();
  group = await addGroup(gateway, "holder");
});
afterAll(() => gateway.close());

const path = () => `${groupsPath}/${group.id}/api_keys/register`;
const register = (body: unknown) => gateway.inject("POST", path(), signed(gateway, body));

/** 40 characters, distinct in the first 16. */
const keyNumber = (number: number) =>
  `cust-${String(number).padStart(3, "0")}-Zq8vWxYz.7Lm3Np5Rt9uBcDeFgHj`;

describe("registering a key", () => {
  test("stores its prefix and hash, answers ok and never the key", async () => {
    const key = keyNumber(1);
    const answer = await register({ key, name: "their own" });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"ok":true}');
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(await listKeys(gateway, group)).toMatchObject([
      { prefix: key.slice(0, 16), name: "their own" },
    ]);
    const { rows } = await gateway.db.query(
      "SELECT key_hash, registered FROM api_keys WHERE prefix = $1",
      [key.slice(0, 16)],
    );
    expect(rows).toEqual([
      { key_hash: createHash("sha256").update(key).digest(), registered: true },
    ]);
    expect(await dumpTables(gateway.db)).not.toContain(key.slice(16));
    expect(gateway.logLines.join("\n")).not.toContain(key.slice(16));
  });

  test("verifies the exact bytes: spacing, order and escapes as they were sent", async () => {
    const body = `{ "name" : "sp\\u0061ced",\n\t"key":"${keyNumber(2)}" , "unknown": [1, 2.0] }\n`;
    expect((await register(body)).status).toBe(200);
    const { headers } = signed(gateway, { key: keyNumber(3) });
    const reformatted = await gateway.inject("POST", path(), {
      key: gateway.managementKey,
      body: JSON.stringify({ key: keyNumber(3) }, null, 1),
      headers: headers ?? {},
    });
    expect(reformatted.json.message).toBe("Signature verification failed");
  });

  test("refuses a signature that is missing, not base64, of other bytes or another key", async () => {
    const body = JSON.stringify({ key: keyNumber(4) });
    const stranger = generateKeyPairSync("ed25519").privateKey;
    const good = signed(gateway, body).headers?.["x-baseten-signature"] ?? "";
    const signatures = [
      undefined,
      "",
      "not base64!",
      good.slice(0, -4),
      `${good} `.trim().replace("=", ""),
      Buffer.from(good, "base64").toString("hex"),
      `${good}, ${good}`,
      Buffer.alloc(64).toString("base64"),
      sign(null, Buffer.from(body), stranger).toString("base64"),
      sign(null, Buffer.from(`${body} `), gateway.registrationKey).toString("base64"),
    ];
    const before = await dumpTables(gateway.db);
    for (const signature of signatures) {
      const answer = await gateway.inject("POST", path(), {
        key: gateway.managementKey,
        body,
        headers: signature === undefined ? {} : { "x-baseten-signature": signature },
      });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        code: "VALIDATION_ERROR",
        message: "Signature verification failed",
      });
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("needs the workspace's public key on file", async () => {
    const key = gateway.otherWorkspace.managementKey;
    const theirs = await addGroup(gateway, "theirs", {}, key);
    const answer = await gateway.inject("POST", `${groupsPath}/${theirs.id}/api_keys/register`, {
      ...signed(gateway, { key: keyNumber(5) }),
      key,
    });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toBe("Must configure a public key before registering API keys");
  });

  test("refuses keys that are too short, too long, too regular or no header value", async () => {
    const before = await dumpTables(gateway.db);
    for (const key of [
      keyNumber(6).slice(0, 31),
      keyNumber(6).repeat(4),
      "a".repeat(64),
      "abcdefg".repeat(6),
      `${keyNumber(6)} with space`,
      `${keyNumber(6)}\u0000`,
      `${keyNumber(6)}é`,
      42,
      null,
      undefined,
    ]) {
      const answer = await register({ key });
      expect(answer.status).toBe(400);
      expect(answer.json.details[0].path).toBe("key");
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("takes 32 and 128 characters, dots included, with exactly 3.0 bits each", async () => {
    expect((await register({ key: "AbCdEfGh".repeat(4) })).status).toBe(200);
    const long = `${keyNumber(7)}${keyNumber(8)}${keyNumber(9)}${keyNumber(10)}`.slice(0, 128);
    expect((await register({ key: long })).status).toBe(200);
  });

  test("refuses a prefix that the workspace had before, minted or revoked ones included", async () => {
    const minted = await mintKey(gateway, group);
    const revoked = await mintKey(gateway, group);
    await gateway.inject("DELETE", `${groupsPath}/${group.id}/api_keys/${revoked.prefix}`, {
      key: gateway.managementKey,
    });
    expect((await register({ key: keyNumber(11) })).status).toBe(200);
    const before = await dumpTables(gateway.db);
    for (const prefix of [minted.prefix, revoked.prefix, keyNumber(11).slice(0, 16)]) {
      const answer = await register({ key: `${prefix}.AnotherSecret0123456789` });
      expect(answer.status).toBe(400);
      expect(answer.json.details[0].path).toBe("key");
      expect(answer.text).not.toContain("AnotherSecret");
    }
    expect(await dumpTables(gateway.db)).toBe(before);
  });

  test("answers 403 for a foreign group and 404 for an unknown one, key and signature right", async () => {
    const theirs = await addGroup(gateway, "foreign", {}, gateway.otherWorkspace.managementKey);
    for (const [id, status] of [
      [theirs.id, 403],
      ["grp_none", 404],
    ] as const) {
      const registration = signed(gateway, { key: keyNumber(12) });
      const answer = await gateway.inject(
        "POST",
        `${groupsPath}/${id}/api_keys/register`,
        registration,
      );
      expect(answer.status).toBe(status);
    }
  });
});
