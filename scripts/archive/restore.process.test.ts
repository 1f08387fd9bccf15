import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startUpstreamDouble, type UpstreamDouble } from "../../gateway/testing/upstream-double";
import { type HeadgateRun, prepareHeadgate, ready } from "../testing/headgate-run";

const slug = "acme/kept";
const canary = "sk-upstream-canary";
const file = join(tmpdir(), `headgate-restore-${process.pid}.gz`);
let headgate: HeadgateRun;
let upstream: UpstreamDouble;

beforeEach(async () => {
  headgate = await prepareHeadgate();
  upstream = await startUpstreamDouble();
});

afterEach(async () => {
  await headgate.cleanUp();
  await upstream.close();
  await rm(file, { force: true });
});

const gatewayUrl = () => `http://127.0.0.1:${headgate.ports.gateway}/v1`;

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${gatewayUrl()}${path}`, {
    method: "POST",
    headers: {
      authorization: `Api-Key ${headgate.managementKey()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as Answer;
}

/** One customer whose model needs a stored secret, with two requests a day; answers their key. */
async function publish(): Promise<string> {
  const { id } = await post<{ id: string }>("/secrets", { name: "upstream", value: canary });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: `${upstream.url}/v1`,
    secret_id: id,
    target_model: "kept",
  };
  await post("/gateway/endpoints", { slug, targets: [target] });
  const group = await post<{ id: string }>("/gateway/groups", {
    metadata: { external_entity_id: "customer" },
    hierarchy: { limit_enforcement: "INDEPENDENT" },
    models: [{ slug, usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 2 }] }],
  });
  const key = await post<{ api_key: string }>(`/gateway/groups/${group.id}/api_keys`, {});
  return key.api_key;
}

async function ask(apiKey: string): Promise<string | null | undefined> {
  const client = new OpenAI({ apiKey, baseURL: gatewayUrl(), maxRetries: 0 });
  const messages = [{ role: "user" as const, content: "Are you there?" }];
  const answer = await client.chat.completions.create({ model: slug, messages });
  return answer.choices[0]?.message.content;
}

it("backup, wipe, restore: the same key calls the same model, its secret and its limit intact", async () => {
  await ready(headgate.start());
  const apiKey = await publish();
  expect(await ask(apiKey)).toBe("Hello");
  const backup = headgate.run(["run", "--silent", "backup", "--", file]);
  expect(await backup.ended, backup.output()).toBe(0);
  await headgate.stop();

  await rm(headgate.dataDir, { recursive: true });
  const restore = headgate.run(["run", "--silent", "restore", "--", file]);
  expect(await restore.ended, restore.output()).toBe(0);

  const again = headgate.start();
  await ready(again);
  // The members came back too: nobody is given a new password.
  expect(again.output()).not.toContain("Password");
  expect(await ask(apiKey)).toBe("Hello");
  expect(upstream.calls.at(-1)?.headers.authorization).toBe(`Bearer ${canary}`);
  await expect(ask(apiKey)).rejects.toMatchObject({ status: 429 });
});
