import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type OutageScene, openOutageScene } from "../testing/outage-scene";
import type { StreamingLoad } from "../testing/streaming-load";

let scene: OutageScene;
let load: StreamingLoad;
const testMs = 180_000;

beforeAll(async () => {
  scene = await openOutageScene();
});
afterAll(() => scene?.close());
beforeEach(async () => {
  load = await scene.startLoad();
});
afterEach(() => load.stop());

test(
  "case 17: PostgreSQL is stopped under load: 503, nothing is served unmetered, and it goes on by itself without loss",
  async () => {
    await scene.postgres.stop();
    await scene.expectNothingServed(load);
    await scene.postgres.start();
    await scene.expectNothingLost(load);
  },
  testMs,
);

test(
  "case 17: PostgreSQL is killed for longer than an answer waits: its caller hears no end, its event is kept",
  async () => {
    const cutBefore = load.cut;
    await scene.postgres.kill();
    await scene.expectNothingServed(load);
    // Streams whose end waited for the ledger are given up after 10 s.
    await expect.poll(() => load.cut, { timeout: 60_000 }).toBeGreaterThan(cutBefore);
    await scene.postgres.start();
    await scene.expectNothingLost(load);
  },
  testMs,
);
