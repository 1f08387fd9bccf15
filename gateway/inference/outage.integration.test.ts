import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type OutageFixture, openOutageFixture } from "../testing/outage-fixture";
import type { StreamingLoad } from "../testing/streaming-load";

let fixture: OutageFixture;
let load: StreamingLoad;
const testMs = 180_000;

beforeAll(async () => {
  fixture = await openOutageFixture();
});
afterAll(() => fixture?.close());
beforeEach(async () => {
  load = await fixture.startLoad();
});
afterEach(() => load.stop());

test(
  "case 17: PostgreSQL is stopped under load: 503, nothing is served unmetered, and it goes on by itself without loss",
  async () => {
    await fixture.postgres.stop();
    await fixture.expectNothingServed(load);
    await fixture.postgres.start();
    await fixture.expectNothingLost(load);
  },
  testMs,
);

test(
  "case 17: PostgreSQL is killed for longer than an answer waits: its caller hears no end, its event is kept",
  async () => {
    const cutBefore = load.cut;
    await fixture.postgres.kill();
    await fixture.expectNothingServed(load);
    // Streams whose end waited for the ledger are given up after 10 s.
    await expect.poll(() => load.cut, { timeout: 60_000 }).toBeGreaterThan(cutBefore);
    await fixture.postgres.start();
    await fixture.expectNothingLost(load);
  },
  testMs,
);
