import { afterAll, beforeAll, expect, test } from "vitest";
import { type OutageFixture, openOutageFixture } from "./testing/outage-fixture";
import { startStandbyPair } from "./testing/standby-pair";

let fixture: OutageFixture;
beforeAll(async () => {
  fixture = await openOutageFixture({ postgres: await startStandbyPair() });
});
afterAll(() => fixture?.close());

test("case 17: the primary is killed under load and its standby promoted: no answer is lost, none is billed twice", async () => {
  const load = await fixture.startLoad();
  await fixture.postgres.kill();
  await fixture.expectNothingServed(load);
  await fixture.postgres.start();
  await fixture.expectNothingLost(load);
  const { rows } = await fixture.db.query<{ file: string }>(
    "SELECT pg_walfile_name(pg_current_wal_lsn()) AS file",
  );
  expect(rows[0]?.file).toMatch(/^00000002/);
});
