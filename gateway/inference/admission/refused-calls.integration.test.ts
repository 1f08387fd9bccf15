import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerError, answerJson } from "../../testing/upstream-double";

let fixture: InferenceFixture;
/** It may call twice a minute, and has called once. */
let group: FixtureGroup;
const hello = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };

beforeAll(async () => {
  fixture = await openInferenceFixture();
  group = await fixture.addGroup({
    models: [
      {
        slug: fixtureSlug,
        rate_limits: [
          { type: "REQUEST", unit: "MINUTE", threshold: 2 },
          { type: "TOKEN", unit: "MINUTE", threshold: 1_000 },
        ],
        usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 100 }],
      },
      { slug: "acme/nobody-serves-it" },
    ],
  });
  fixture.upstream.answer(answerJson({ usage: { prompt: 1, completion: 1 } }));
  expect((await fixture.post(group.key, hello)).status).toBe(200);
});
afterAll(() => fixture.close());

/** What each limit of the group has counted. */
async function readUse() {
  return JSON.stringify(await fixture.manage("GET", `/v1/gateway/groups/${group.id}/usage`));
}
const billed = () => fixture.gateway.ledger.rows.filter(({ billable }) => billable).length;

test.each<[string, number, object | string, string?]>([
  ["a key that nobody has", 401, hello, "sk-unknown-0123456789-0123456789-0123456789"],
  ["a body that is no JSON", 400, "{"],
  ["a body without messages", 400, { model: fixtureSlug }],
  ["a model that the group lacks", 404, { ...hello, model: "acme/other" }],
  ["a model that nothing serves", 404, { ...hello, model: "acme/nobody-serves-it" }],
  ["more tokens than a limit has", 429, { ...hello, max_tokens: 5_000 }],
])("a call that is refused is neither recorded nor counted: %s", async (_, status, body, key) => {
  const used = await readUse();
  const answer = await fixture.post(key ?? group.key, body);
  await answer.text();
  expect(answer.status).toBe(status);
  expect(fixture.gateway.ledger.rows.length).toBe(1);
  expect(await readUse()).toBe(used);
});

test("a call beyond the requests of a minute is neither recorded nor counted", async () => {
  fixture.upstream.answer(answerJson({ usage: { prompt: 1, completion: 1 } }));
  const before = await readUse();
  expect((await fixture.post(group.key, hello)).status).toBe(200);
  const used = await readUse();
  expect(used).not.toBe(before);
  const answer = await fixture.post(group.key, hello);
  await answer.text();
  expect(answer.status).toBe(429);
  expect(fixture.gateway.ledger.rows.length).toBe(2);
  expect(await readUse()).toBe(used);
});

test.each([
  [400, 400],
  [500, 502],
])("a model's server that answers %i bills nothing", async (status, answered) => {
  const other = await fixture.addGroup();
  const before = billed();
  fixture.upstream.answer(answerError(status, { error: { message: "no" } }));
  const answer = await fixture.post(other.key, hello);
  await answer.text();
  expect(answer.status).toBe(answered);
  expect(billed()).toBe(before);
});
