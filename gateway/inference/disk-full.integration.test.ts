import { afterAll, beforeAll, expect, test } from "vitest";
import { type OutageScene, openOutageScene } from "../testing/outage-scene";

let scene: OutageScene;

beforeAll(async () => {
  scene = await openOutageScene({ hasSmallDisk: true });
});
afterAll(() => scene?.close());

test("case 17: the ledger's disk is full under load: 503, nothing is served unmetered, and once there is room it goes on by itself without loss", async () => {
  const load = await scene.startLoad();
  await scene.postgres.disk.fill();
  // What PostgreSQL says; see small-disk.ts for the second.
  const grow = scene.db.query(
    "CREATE TABLE more AS SELECT n FROM generate_series(1, 5000000) AS n",
  );
  await expect(grow).rejects.toThrow(/No space left on device|File too large/);
  await scene.expectNothingServed(load);
  await scene.postgres.disk.free();
  await scene.expectNothingLost(load);
}, 600_000);
