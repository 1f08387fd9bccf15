import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiKey } from "../../contracts/key";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerJson } from "../../testing/upstream-double";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());

const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };

/** Status of a call with the key, and what it says is left of the day's requests. */
async function call(key: string): Promise<[status: number, left: string | null]> {
  const answer = await fixture.post(key, body);
  await answer.text();
  return [answer.status, answer.headers.get("x-ratelimit-remaining-requests")];
}

test("case 19: a rotated key has what is left of its group, not a fresh allowance", async () => {
  const { id, key: old } = await fixture.addGroup({
    models: [
      {
        slug: fixtureSlug,
        rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 4 }],
        usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 1_000 }],
      },
    ],
  });
  fixture.upstream.answer(answerJson({ usage: { prompt: 60, completion: 40 } }));
  expect(await call(old)).toEqual([200, "3"]);
  expect(await call(old)).toEqual([200, "2"]);
  const keysPath = `/v1/gateway/groups/${id}/api_keys`;
  const next = String((await fixture.manage("POST", keysPath, {}))["api_key"]);
  expect(await call(next)).toEqual([200, "1"]);
  await fixture.manage("DELETE", `${keysPath}/${old.slice(0, 16)}`);
  await expect.poll(async () => (await call(old))[0], { timeout: 60_000 }).toBe(401);
  expect(await call(next)).toEqual([200, "0"]);
  expect((await call(next))[0]).toBe(429);
  const { usage } = await fixture.manage("GET", `/v1/gateway/groups/${id}/usage`);
  expect(usage).toMatchObject({ [fixtureSlug]: [{ current_usage: 400, threshold: 1_000 }] });
});

test("case 19: a mint asked for twice, its first answer lost, is seen as two keys, each revocable alone", async () => {
  const { id, key: first } = await fixture.addGroup();
  const keysPath = `/v1/gateway/groups/${id}/api_keys`;
  const mint = async () =>
    String((await fixture.manage("POST", keysPath, { name: "ci" }))["api_key"]);
  const [lost, kept] = [await mint(), await mint()];
  expect(await call(kept)).toEqual([200, null]);

  const listed = async (): Promise<ApiKey[]> => {
    const page = await fixture.gateway.inject("GET", keysPath, { key: fixture.gateway.viewKey });
    return page.json.items;
  };
  const prefixes = [first, lost, kept].map((key) => key.slice(0, 16));
  await expect
    .poll(async () => (await listed()).map(({ last_used_at: at }) => at !== null))
    .toEqual([false, false, true]);
  expect((await listed()).map(({ prefix }) => prefix)).toEqual(prefixes);

  await fixture.manage("DELETE", `${keysPath}/${prefixes[1]}`);
  await expect.poll(async () => (await call(lost))[0], { timeout: 60_000 }).toBe(401);
  expect(await call(kept)).toEqual([200, null]);
  expect((await listed()).map(({ prefix }) => prefix)).toEqual([prefixes[0], prefixes[2]]);
});
