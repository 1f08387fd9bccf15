import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerJson, answerWords } from "../../testing/upstream-double";

let fixture: InferenceFixture;
let group: FixtureGroup;
let target: Record<string, unknown>;
const messages = [{ role: "user" as const, content: "Hello" }];

beforeAll(async () => {
  fixture = await openInferenceFixture();
  group = await fixture.addGroup();
  const { targets } = await fixture.manage("GET", endpointPath());
  target = Array.isArray(targets) ? targets[0] : {};
});
afterAll(() => fixture.close());

const endpointPath = () => `/v1/gateway/endpoints/${fixture.endpointId}`;
const pointTo = (more: object) =>
  fixture.manage("PATCH", endpointPath(), { targets: [{ ...target, ...more }] });
const lastPath = () => fixture.upstream.calls.at(-1)?.path;

test.each([
  ["/openai/v1", "/openai/v1"],
  ["/api/paas/v4/", "/api/paas/v4"],
  ["/v1beta/openai", "/v1beta/openai"],
  ["/", ""],
])(
  "a server whose base is %s is called there, whole, streamed and by the test",
  async (base_path, at) => {
    const changed = await pointTo({ base_path });
    expect(changed["targets"]).toEqual([{ ...target, base_path: at || "/" }]);
    fixture.upstream.answer(answerJson());
    await group.client.chat.completions.create({ model: fixtureSlug, messages });
    expect(lastPath()).toBe(`${at}/chat/completions`);
    fixture.upstream.answer(answerWords(["Hi", " there"]));
    const stream = await group.client.chat.completions.create({
      ...{ model: fixtureSlug, messages, stream: true as const },
    });
    let text = "";
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    expect(text).toBe("Hi there");
    expect(lastPath()).toBe(`${at}/chat/completions`);
    fixture.upstream.answer(answerJson());
    const body = { targets: [{ ...target, base_path }] };
    const tried = await fixture.manage("POST", "/v1/gateway/endpoints/test", body);
    expect(tried).toMatchObject({ ok: true });
    expect(lastPath()).toBe(`${at}/chat/completions`);
  },
);

test("what an absent base path means is neither stored nor answered, and the audit log tells another", async () => {
  await pointTo({ base_path: "/openai/v1" });
  expect((await pointTo({ base_path: "/v1" }))["targets"]).toEqual([target]);
  expect((await pointTo({ base_path: null }))["targets"]).toEqual([target]);
  const { rows } = await fixture.gateway.db.query(
    "SELECT event_data FROM audit_logs WHERE event_data::text LIKE '%base_path%' ORDER BY seq DESC LIMIT 1",
  );
  expect(JSON.stringify(rows[0])).toContain('"base_path":"/openai/v1"');
});
