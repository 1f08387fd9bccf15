// A caller who goes while a large body is being read leaves nothing behind.
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { gate } from "../../testing/upstream-double";

const reading = vi.hoisted(() => ({ hold: undefined as Promise<void> | undefined, held: 0 }));

vi.mock(import("./yield-to-others"), async (original) => {
  const real = await original();
  return {
    yieldToOthers: async () => {
      if (reading.hold) reading.held++;
      await (reading.hold ?? real.yieldToOthers());
    },
  };
});

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.gateway.ledger.rows.length = 0;
  fixture.upstream.calls.length = 0;
});

const eventually = { timeout: 60_000, interval: 20 };
const connections = promisify((done: (error: Error | null, count: number) => void) =>
  fixture.gateway.app.server.getConnections(done),
);

test.each([false, true])("a caller gone meanwhile is not counted (stream: %s)", async (stream) => {
  const group = await fixture.addGroup();
  const pause = gate();
  reading.held = 0;
  reading.hold = pause.opened;
  const caller = new AbortController();
  const content = "some words ".repeat(60_000);
  const body = { model: fixtureSlug, stream, messages: [{ role: "user", content }] };
  const call = fixture.post(group.key, body, { signal: caller.signal });
  call.catch(() => {});
  await expect.poll(() => reading.held, eventually).toBe(1);
  caller.abort();
  await expect.poll(connections, eventually).toBe(0);
  reading.hold = undefined;
  pause.open();
  // The same of another group begins later and ends behind it.
  const other = await fixture.addGroup();
  const answer = await fixture.post(other.key, { ...body, stream: false });
  expect(answer.status).toBe(200);
  const { counters } = fixture.gateway.deps;
  await expect.poll(() => counters.openReservations(), eventually).toBe(0);
  const [day] = await counters.readDay([{ groupId: group.id, slug: fixtureSlug }], group.id);
  expect({ requests: day?.requests ?? 0, tokens: day?.tokens ?? 0 }).toEqual({
    requests: 0,
    tokens: 0,
  });
  expect(fixture.gateway.ledger.rows).toMatchObject([{ groupId: other.id }]);
  expect(fixture.upstream.calls).toHaveLength(1);
});
