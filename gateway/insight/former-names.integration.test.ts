import { afterAll, beforeAll, expect, test } from "vitest";
import { insertEvents } from "../metering/ledger/event-store";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { usageEvent } from "../testing/usage-rows";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());

const requestsPerMinute = (threshold: number) => [
  {
    slug: fixtureSlug,
    rate_limits: [{ type: "REQUEST" as const, unit: "MINUTE" as const, threshold }],
  },
];

test("who used a pool is told under the path and the member of the version before, too", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(9), enforcement: "CASCADING" });
  const { db, workspaceId, deps } = fixture.gateway;
  const call = { workspaceId, path: [group.id], slug: fixtureSlug };
  await insertEvents(db, [usageEvent(call, deps.clock.now())]);
  const read = async (name: string) => {
    const query = `slug=${fixtureSlug}&type=REQUEST&unit=MINUTE`;
    const path = `/v1/gateway/groups/${group.id}/limits/${name}?${query}`;
    const answer = await fixture.gateway.inject("GET", path, { key: fixture.gateway.viewKey });
    expect(answer.status, answer.text).toBe(200);
    return answer.json.pools[0];
  };
  const { consumers, ...pool } = await read("consumers");
  expect(consumers).toMatchObject([{ group: { id: group.id }, amount: 1 }]);
  expect(await read("drinkers")).toEqual({ ...pool, drinkers: consumers });
});

test("a refused request has its refusal under the member of the version before, too", async () => {
  const group = await fixture.addGroup({ models: requestsPerMinute(0) });
  const messages = [{ role: "user", content: "hi" }];
  const refused = await fixture.post(group.key, { model: fixtureSlug, messages });
  expect(refused.status).toBe(429);
  await refused.text();
  const path = `/v1/gateway/requests/${refused.headers.get("x-request-id")}`;
  const read = () => fixture.gateway.inject("GET", path, { key: fixture.gateway.viewKey });
  await expect.poll(async () => (await read()).status).toBe(200);
  const { refusal, receipt } = (await read()).json;
  expect(refusal).toMatchObject({ binding: { threshold: 0 } });
  expect(receipt).toEqual(refusal);
});

test("the capability and the metric are there under both names", async () => {
  const { json } = await fixture.gateway.inject("GET", "/v1/gateway/capabilities", {
    key: fixture.gateway.viewKey,
  });
  expect(json.capabilities).toEqual(expect.arrayContaining(["limit_consumers", "limit_drinkers"]));
  const { text } = await fixture.gateway.inject("GET", "/metrics", {
    key: fixture.gateway.managementKey,
  });
  for (const name of ["refusals", "receipts"]) {
    expect(text).toMatch(new RegExp(`^headgate_${name}_dropped_total `, "m"));
  }
});
