import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findSecretValue } from "../../inference/upstream/secret-value-store";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { addGroup, groupBody, groupsPath, mintKey } from "../../testing/test-groups";
import { startUpstreamDouble, type UpstreamDouble } from "../../testing/upstream-double";

let gateway: TestGateway;
let upstream: UpstreamDouble;
beforeAll(async () => {
  upstream = await startUpstreamDouble();
  gateway = await createTestGateway({ config: { allowInsecureUpstreams: true } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const send = (method: string, path: string, body: unknown) =>
  gateway.inject(method, path, { key: gateway.managementKey, body });
const endpointsPath = "/v1/gateway/endpoints";

async function saveSecret(name: string, value: string): Promise<string> {
  const saved = await send("POST", "/v1/secrets", { name, value });
  expect(saved.status, saved.text).toBe(200);
  return saved.json.id;
}

describe("case 61: what was checked is what is stored, tested and called", () => {
  test.each([
    ["a secret with a line feed", "sk-abc\n", ""],
    ["a secret with Windows' line end", "sk-abc\r\n", ""],
    ["a secret with blanks around it", " \tsk-abc ", ""],
    ["a secret with what Word puts there", "\ufeffsk-abc\u00a0", ""],
    ["an address with a blank behind it", "sk-abc", " "],
    ["an address with a line feed behind it", "sk-abc", "/\n"],
  ])("%s: Test and call send the same, to the same address", async (name, value, behind) => {
    const secret_id = await saveSecret(`for ${name}`, value);
    const target = {
      provider: "OPENAI_COMPATIBLE",
      base_url: `${upstream.url}${behind}`,
      target_model: " llama ",
      secret_id,
    };
    const slug = `acme/${name.replace(/\W/g, "-")}`;
    const tested = await send("POST", `${endpointsPath}/test`, { slug, targets: [target] });
    expect(tested.json, tested.text).toMatchObject({ ok: true });
    const made = await send("POST", endpointsPath, { slug, targets: [target] });
    expect(made.status, made.text).toBe(200);
    expect(made.json.targets[0].base_url).toBe(`${upstream.url}${behind.trim()}`);
    const group = await addGroup(gateway, slug, { models: [{ slug }] });
    const { api_key: key } = await mintKey(gateway, group);
    const call = { model: slug, messages: [{ role: "user", content: "Hi" }] };
    const answer = await gateway.inject("POST", "/v1/chat/completions", { key, body: call });
    expect(answer.status, answer.text).toBe(200);
    const [test, used] = upstream.calls.slice(-2);
    expect(used?.headers.authorization).toBe("Bearer sk-abc");
    expect(used?.path).toBe("/v1/chat/completions");
    expect(JSON.parse(used?.body ?? "").model).toBe("llama");
    expect(test?.headers.authorization).toBe(used?.headers.authorization);
    expect(test?.path).toBe(used?.path);
  });

  test("a secret that an older version stored with its line feed is used without it", async () => {
    const id = await saveSecret("old", "sk-old");
    const { cipher } = gateway.deps;
    await gateway.db.query("UPDATE secrets SET value_encrypted = $2 WHERE id = $1", [
      id,
      cipher.encrypt("sk-old\n", id),
    ]);
    const targets = [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: upstream.url,
        target_model: "llama",
        secret_id: id,
      },
    ];
    expect((await send("POST", `${endpointsPath}/test`, { targets })).json).toMatchObject({
      ok: true,
    });
    expect(upstream.calls.at(-1)?.headers.authorization).toBe("Bearer sk-old");
  });

  test.each([
    ["a line feed inside", "sk-a\nbc"],
    ["a tab inside", "sk-a\tbc"],
    ["a zero-width space", "sk-\u200babc"],
    ["a soft hyphen", "sk-\u00adabc"],
    ["an accent", "schlüssel"],
    ["an emoji", "sk-🔑"],
    ["an escape", "sk-\u001b[31m"],
    ["a dash that a word processor made", "sk–abc"],
    ["JSON that is no object", '["a",\n"b"]'],
    ["nothing but blanks", " \n "],
  ])(
    "a secret with %s is a 400 at value, and its message does not repeat it",
    async (name, value) => {
      const answer = await send("POST", "/v1/secrets", { name: `bad ${name}`, value });
      expect(answer.status, answer.text).toBe(400);
      expect(answer.json.details[0].path).toBe("value");
      expect(answer.text).not.toContain("abc");
    },
  );

  test("a service account's JSON keeps its lines", async () => {
    const value = JSON.stringify({ type: "service_account", note: "ü" }, null, 2);
    const id = await saveSecret("vertex", `${value}\n`);
    const stored = await findSecretValue(gateway.db, gateway.workspaceId, id);
    expect(gateway.deps.cipher.decrypt(stored ?? Buffer.alloc(0), id)).toBe(value);
  });

  test.each([
    "https://exa mple.com",
    "https://example.com/a\tb",
    "https://example.com\\a",
    "https:example.com",
  ])("%j is a 400 at the address, of endpoints and webhooks", async (url) => {
    const target = {
      provider: "OPENAI_COMPATIBLE",
      target_model: "m",
      secret_id: await saveSecret("s", "k"),
    };
    const body = { slug: "acme/bad-url", targets: [{ ...target, base_url: url }] };
    for (const path of [endpointsPath, `${endpointsPath}/test`]) {
      const answer = await send("POST", path, body);
      expect(answer.status, answer.text).toBe(400);
      expect(answer.json.details[0].path).toBe("targets.0.base_url");
    }
    const webhook = await send("PUT", "/v1/gateway/webhooks/settings", { url });
    expect(webhook.status, webhook.text).toBe(400);
    expect(webhook.json.details[0].path).toBe("url");
  });

  test.each([".", "..", " ..\n"])(
    "a secret can't be named %j, by which no client could delete it",
    async (name) => {
      for (const path of ["/v1/secrets", `/v1/teams/${gateway.workspaceId}/secrets`]) {
        const answer = await send("POST", path, { name, value: "v" });
        expect(answer.status, answer.text).toBe(400);
        expect(answer.json.details[0].path).toBe("name");
      }
    },
  );

  test.each(["evil.example", "a.example:8", "us:443", "us.", "EU", "us central1"])(
    "location %j, which would not be a part of a host name, is a 400",
    async (location) => {
      const vertex_config = { project_id: "p", location };
      const secret_id = await saveSecret("s", "k");
      const targets = [{ provider: "VERTEX", target_model: "m", secret_id, vertex_config }];
      for (const path of [endpointsPath, `${endpointsPath}/test`]) {
        const answer = await send("POST", path, { slug: "acme/bad-location", targets });
        expect(answer.status, answer.text).toBe(400);
        expect(answer.json.details[0].path).toBe("targets.0.vertex_config.location");
      }
    },
  );

  test.each([" a", "a ", "a\n", "\ufeffa", "\u00a0a", "\ta"])(
    "external id %j, which others hold too, is a 400 instead of another id",
    async (externalId) => {
      const answer = await send("POST", groupsPath, groupBody(externalId));
      expect(answer.status, answer.text).toBe(400);
      expect(answer.json.details[0].path).toBe("metadata.external_entity_id");
    },
  );

  test("names are stored as they are shown: without blanks at their ends", async () => {
    const group = await addGroup(gateway, "named", { name: " Müller GmbH\n" });
    expect(group.metadata.name).toBe("Müller GmbH");
    const patched = await send("PATCH", `${groupsPath}/${group.id}`, {
      metadata: { name: "\tB " },
    });
    expect(patched.json.metadata.name).toBe("B");
    expect((await mintKey(gateway, group, " prod\n")).name).toBe("prod");
    const key = await send("POST", "/v1/gateway/management_keys", { name: " ci " });
    expect(key.json.name).toBe("ci");
    const secret = await send("POST", "/v1/secrets", { name: " padded\n", value: "v" });
    expect(secret.json.name).toBe("padded");
    const hook = await send("PUT", "/v1/gateway/webhooks/settings", {
      url: " https://example.com/x\n",
    });
    expect(hook.json.url).toBe("https://example.com/x");
    expect(
      (await gateway.inject("DELETE", "/v1/secrets/padded%20", { key: gateway.managementKey }))
        .status,
    ).toBe(200);
  });
});
