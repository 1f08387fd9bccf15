import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  findSecretValue,
  findSecretValueByName,
} from "../../inference/upstream/secret-value-store";
import { expectRefused as expectRefusedBy, type Refusal } from "../../testing/expect-refused";
import { managementRows } from "../../testing/management-rows";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import type { TestAnswer } from "../../testing/test-request";

let gateway: TestGateway;
let key: string;
const path = "/v1/secrets";

beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
});
afterAll(() => gateway.close());

const save = (name: unknown, value: unknown, by = key) =>
  gateway.inject("POST", path, { key: by, body: { name, value } });
const remove = (name: string, by = key) =>
  gateway.inject("DELETE", `${path}/${encodeURIComponent(name)}`, { key: by });
const list = async (by = key) => (await gateway.inject("GET", path, { key: by })).json.secrets;

const expectRefused = (request: () => Promise<TestAnswer>, refusal: Refusal) =>
  expectRefusedBy(gateway, request, refusal);

const invalid = (...paths: string[]) => ({ status: 400, code: "VALIDATION_ERROR", paths });

async function decrypted(id: string): Promise<string> {
  const value = await findSecretValue(gateway.db, gateway.workspaceId, id);
  return gateway.deps.cipher.decrypt(value ?? Buffer.alloc(0), id);
}

describe("secrets", () => {
  it("are saved by name; saving again rotates the value and keeps id and creation", async () => {
    const first = await save("openai", "sk-1");
    expect(first).toMatchObject({ status: 200 });
    expect(first.json).toEqual({
      id: expect.stringMatching(/^sec_/),
      name: "openai",
      created_at: "2026-03-10T12:00:00.000Z",
      team_name: "default",
    });
    gateway.clock.advance(1_000);
    expect((await save("openai", "sk-2")).json).toEqual(first.json);
    expect(await decrypted(first.json.id)).toBe("sk-2");
    expect(await list()).toEqual([first.json]);
    const byName = await findSecretValueByName(gateway.db, gateway.workspaceId, "openai");
    expect(byName?.id).toBe(first.json.id);
  });

  it("belong to one workspace: the same name elsewhere is another secret", async () => {
    const theirs = gateway.otherWorkspace.managementKey;
    const mine = (await save("shared", "mine")).json.id;
    const other = (await save("shared", "theirs", theirs)).json.id;
    expect(other).not.toBe(mine);
    expect(await findSecretValue(gateway.db, gateway.workspaceId, other)).toBeUndefined();
    expect((await remove("shared", theirs)).status).toBe(200);
    expect(await decrypted(mine)).toBe("mine");
  });

  it("are deleted by name, whatever its characters, and then unknown", async () => {
    for (const name of ["plain", "with space/slash?#%", "日本🔑".repeat(60)]) {
      await save(name, "v");
      expect(await remove(name)).toMatchObject({ status: 200, json: { name } });
      await expectRefused(() => remove(name), { status: 404, code: "NOT_FOUND" });
    }
  });

  it("stay while an endpoint's target names them, and the refusal says which", async () => {
    const { id } = (await save("used", "v")).json;
    const targets = [{ provider: "OPENAI", target_model: "m", secret_id: id }];
    const body = { slug: "acme/uses", targets };
    const endpoint = await gateway.inject("POST", "/v1/gateway/endpoints", { key, body });
    await expectRefused(() => remove("used"), invalid("secret_name"));
    expect((await remove("used")).json.message).toContain("acme/uses");
    await gateway.inject("DELETE", `/v1/gateway/endpoints/${endpoint.json.id}`, { key });
    expect((await remove("used")).status).toBe(200);
  });

  it("need a name and a value that PostgreSQL can hold", async () => {
    const bad: [unknown, unknown, string][] = [
      ["", "v", "name"],
      [undefined, "v", "name"],
      [1, "v", "name"],
      ["x".repeat(256), "v", "name"],
      ["nul\u0000", "v", "name"],
      ["n", "", "value"],
      ["n", null, "value"],
      ["n", undefined, "value"],
      ["n", "x".repeat(65_537), "value"],
    ];
    for (const [name, value, field] of bad) {
      await expectRefused(() => save(name, value), invalid(field));
    }
    await expectRefused(() => remove("nul\u0000"), invalid("secret_name"));
  });

  it("are for management keys only, reading included", async () => {
    const requests = [
      (by?: string) => gateway.inject("GET", path, { key: by }),
      (by?: string) => gateway.inject("POST", path, { key: by, body: { name: "n", value: "v" } }),
      (by?: string) => gateway.inject("DELETE", `${path}/openai`, { key: by }),
    ];
    const pending = gateway.pendingWorkspace.managementKey;
    for (const request of requests) {
      await expectRefused(() => request(), { status: 401, code: "UNAUTHENTICATED" });
      await expectRefused(() => request("nope"), { status: 401, code: "UNAUTHENTICATED" });
      await expectRefused(() => request(gateway.viewKey), { status: 403, code: "FORBIDDEN" });
      const refusal = { status: 403, code: "WORKSPACE_NOT_ONBOARDED" };
      await expectRefused(() => request(pending), refusal);
    }
  });
});

describe("a secret's value", () => {
  it("is in no answer, no log line and no row of the database", async () => {
    const canary = "canary-5f1d0c7e9a";
    const answers = [await save("canary", canary), await save("canary", canary)];
    const { id } = answers[0]?.json ?? {};
    const endpoints = "/v1/gateway/endpoints";
    const target = { provider: "OPENAI", target_model: "m", secret_id: id };
    const slugBody = { slug: "acme/canary", targets: [target] };
    answers.push(await gateway.inject("POST", endpoints, { key, body: slugBody }));
    for (const at of [path, endpoints, "/v1/audit_logs", "/v1/gateway/capabilities"]) {
      answers.push(await gateway.inject("GET", at, { key }));
    }
    answers.push(await remove("canary"), await save("x".repeat(300), canary));
    answers.push(await gateway.inject("POST", path, { key, body: `{"value":"${canary}",` }));
    for (const answer of answers) {
      expect(answer.text).not.toContain(canary);
      expect(JSON.stringify(answer.headers)).not.toContain(canary);
    }
    expect(gateway.logLines.join("")).not.toContain(canary);
    const rows = (await managementRows(gateway.db)).join("");
    expect(rows).toContain("acme/canary");
    for (const form of ["utf8", "hex", "base64"] as const) {
      const bytes = Buffer.from(canary);
      expect(rows).not.toContain(
        form === "base64" ? bytes.toString(form).slice(0, 16) : bytes.toString(form),
      );
    }
  });
});
