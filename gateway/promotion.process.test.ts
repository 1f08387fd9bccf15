import { afterAll, beforeAll, expect, test } from "vitest";
import { type OutageScene, openOutageScene } from "./testing/outage-scene";
import { startStandbyPair } from "./testing/standby-pair";

let scene: OutageScene;
beforeAll(async () => {
  scene = await openOutageScene({ postgres: await startStandbyPair() });
});
afterAll(() => scene?.close());

test("case 17: the primary is killed under load and its standby promoted: no answer is lost, none is billed twice", async () => {
  const load = await scene.startLoad();
  await scene.postgres.kill();
  await scene.expectNothingServed(load);
  await scene.postgres.start();
  await scene.expectNothingLost(load);
  const { rows } = await scene.db.query<{ file: string }>(
    "SELECT pg_walfile_name(pg_current_wal_lsn()) AS file",
  );
  expect(rows[0]?.file).toMatch(/^00000002/);
});
