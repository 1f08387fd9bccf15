import { afterAll, beforeAll, expect, test } from "vitest";
import { type OutageFixture, openOutageFixture } from "../testing/outage-fixture";

let fixture: OutageFixture;

beforeAll(async () => {
  fixture = await openOutageFixture({ hasSmallDisk: true });
});
afterAll(() => fixture?.close());

test("case 17: the ledger's disk is full under load: 503, nothing is served unmetered, and once there is room it goes on by itself without loss", async () => {
  const load = await fixture.startLoad();
  await fixture.postgres.disk.fill();
  // What PostgreSQL says; see small-disk.ts for the second.
  const grow = fixture.db.query(
    "CREATE TABLE more AS SELECT n FROM generate_series(1, 5000000) AS n",
  );
  await expect(grow).rejects.toThrow(/No space left on device|File too large/);
  await fixture.expectNothingServed(load);
  await fixture.postgres.disk.free();
  await fixture.expectNothingLost(load);
}, 600_000);
