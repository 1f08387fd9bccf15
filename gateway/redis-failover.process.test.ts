// Two gateways under load, and the Redis that counts for them loses the server that admits.
import { afterEach, expect, test } from "vitest";
import {
  expectAnswers,
  type FailoverFixture,
  type FailoverTree,
  openFailoverFixture,
} from "./testing/failover-fixture";
import { startFailoverCluster, startFailoverSentinels } from "./testing/redis-failover";

let opened: FailoverFixture | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const plenty = 1_000_000_000;
const patience = { timeout: 120_000, interval: 50 };
const tight = 30;
const unavailable = "503 limits_unavailable";
const used = "429 rate_limit_exceeded";

test.each([
  ["a master of a cluster", startFailoverCluster],
  ["the primary that sentinels watch", startFailoverSentinels],
] as const)(
  "case 13: %s is killed under load with its replica behind: nothing is lost, billed twice or counted afresh",
  async (_, start) => {
    const redis = await start();
    const fixture = await openFailoverFixture(redis);
    opened = fixture;
    const { addTree, startLoad, readBilled } = fixture;
    const trees = [];
    for (let master = 0; master < redis.masters; master++) {
      trees.push(await addTree(master, plenty), await addTree(master, plenty));
    }
    const loads = trees.map(startLoad);
    for (const load of loads) await expectAnswers(load, 10);

    // What is admitted from here on the replica will not know of: a whole day's allowance among it.
    await redis.cutReplication();
    const spent = await addTree(0, tight);
    const late = startLoad(spent);
    await expect.poll(() => late.refused.size, patience).toBeGreaterThan(0);
    for (const load of loads) await expectAnswers(load, 10);

    await redis.killMaster();
    for (const load of loads) await expectAnswers(load, 20);
    await Promise.all([...loads, late].map((load) => load.stop()));

    expect(fixture.areRunning()).toBe(true);
    for (const { completed, refused, failed, cut } of [...loads, late]) {
      process.stdout.write(`${completed.length} answered; ${[...refused].join("; ")}\n`);
      expect([...failed]).toEqual([]);
      expect(cut).toBe(0);
    }
    for (const { refused } of loads) expect([...refused.keys()]).toEqual([unavailable]);
    for (const kind of late.refused.keys()) expect([unavailable, used]).toContain(kind);

    const billed = await fixture.selectBilled();
    const requestIds = new Set(billed.map(({ requestId }) => requestId));
    expect(requestIds.size).toBe(billed.length);
    const completed = [...loads, late].flatMap((load) => load.completed);
    expect(new Set(completed).size).toBe(completed.length);
    expect(completed.filter((requestId) => !requestIds.has(requestId))).toEqual([]);
    expect(billed.length).toBe(fixture.upstreamCalls());

    expect((await readBilled(spent)).requests).toBe(tight);
    await Promise.all([...trees, spent].map((tree) => expectRight(fixture, tree)));
  },
);

/** The counters say what the ledger says, and limits go by them. */
async function expectRight(
  { readBilled, readCounted, setRequestsADay, startLoad }: FailoverFixture,
  tree: FailoverTree,
): Promise<void> {
  const ledger = await readBilled(tree);
  await expect.poll(() => readCounted(tree), patience).toEqual(ledger);
  // So many more the day has, and not one on top.
  await setRequestsADay(tree, ledger.requests + 7);
  const load = startLoad(tree);
  await expect.poll(() => load.completed.length, patience).toBeGreaterThanOrEqual(7);
  await expect.poll(() => load.refused.get(used) ?? 0, patience).toBeGreaterThan(5);
  await load.stop();
  expect(load.completed.length).toBe(7);
}
