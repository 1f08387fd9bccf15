import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Group } from "../../contracts/group";
import { type LimitPeaks, limitPeaks } from "../../contracts/limit-peaks";
import { insertEvents } from "../../metering/ledger/event-store";
import type { LedgerRow } from "../../metering/ledger/ledger";
import { createTestClock } from "../../testing/test-clock";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import {
  addGroup,
  deleteGroup,
  groupsPath,
  tokensPerDay,
  tokensPerMinute,
} from "../../testing/test-groups";
import { rollUpAll, usageEvent } from "../../testing/usage-rows";
import { readLimitPeaks } from "./read-limit-peaks";

const now = "2026-03-10T12:00:30.000Z";
const minute = "slug=acme/a&type=TOKEN&unit=MINUTE";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway({ clock: createTestClock(now) });
});
afterEach(() => gateway.close());

type Use = [at: string, tokens: number, change?: Partial<LedgerRow>];

async function used(path: Group[], ...uses: Use[]): Promise<void> {
  const ids = path.map(({ id }) => id);
  const at = { workspaceId: gateway.workspaceId, path: ids, slug: "acme/a" };
  await insertEvents(
    gateway.db,
    uses.map(([time, tokens, change]) => {
      const amounts = { inputTokens: tokens - 1, outputTokens: 1, cachedInputTokens: 0 };
      return usageEvent(at, `2026-03-${time}Z`, { ...amounts, ...change });
    }),
  );
}

async function read(group: Group, query: string): Promise<LimitPeaks> {
  await rollUpAll(gateway.db);
  const path = `${groupsPath}/${group.id}/limits/peaks?${query}`;
  const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
  expect(answer.status, answer.text).toBe(200);
  return limitPeaks.parse(answer.json);
}

/** `id used at, on n days`, `?` where there may be more. */
const told = ({ groups, others }: LimitPeaks) => [
  ...groups.map(
    ({ group, used, at, is_hour, days_above, is_whole }) =>
      `${group.external_entity_id} ${used} ${is_hour ? "in the hour " : ""}${at.slice(8, 19)} on ${days_above}${is_whole ? "" : "?"}`,
  ),
  ...(others > 0 ? [`+ ${others}`] : []),
];

describe("whom a limit would have refused", () => {
  test("in a CASCADING tree its pool: a day counts all below it, in the last seven days", async () => {
    const org = await addGroup(gateway, "org", { mode: "CASCADING" });
    const team = await addGroup(gateway, "team", { parent: org });
    await used([org, team], ["10T09:00:00", 60], ["08T09:00:00", 100], ["05T00:00:00", 70]);
    await used([org], ["10T10:00:00", 45], ["05T23:59:59", 30], ["03T23:59:59", 900]);
    await used([org], ["09T10:00:00", 900, { modelSlug: "acme/b" }]);
    const day = "slug=acme/a&type=TOKEN&unit=DAY&threshold";
    const answer = await read(org, `${day}=99`);
    expect(told(answer)).toEqual(["org 105 10T00:00:00 on 3"]);
    expect(answer).toMatchObject({ from: "2026-03-04T00:00:00.000Z", days: 7, is_whole: true });
    expect(told(await read(org, `${day}=100`))).toEqual(["org 105 10T00:00:00 on 1"]);
    expect(await read(org, `${day}=105`)).toMatchObject({ groups: [], is_whole: true });
    expect(told(await read(team, `${day}=99`))).toEqual(["team 100 08T00:00:00 on 1"]);
    expect(told(await read(org, "slug=acme/a&type=REQUEST&unit=DAY&threshold=1"))).toEqual([
      "org 2 05T00:00:00 on 2",
    ]);
  });

  test("of a rate by minutes and seconds of the clock, as they were admitted", async () => {
    const org = await addGroup(gateway, "org", { mode: "CASCADING" });
    const team = await addGroup(gateway, "team", { parent: org });
    const late = { timestamp: Date.parse("2026-03-09T14:40:00Z") };
    await used([org, team], ["09T14:32:10.100", 70, late], ["09T14:32:10.900", 10]);
    await used([org], ["09T14:32:59", 30], ["09T14:33:00", 90], ["07T01:00:00", 101]);
    await used([org], ["06T01:00:00", 99], ["06T01:30:00", 99]);
    const answer = await read(org, `${minute}&threshold=100`);
    expect(told(answer)).toEqual(["org 110 09T14:32:00 on 2"]);
    expect(answer.is_whole).toBe(true);
    const second = "slug=acme/a&type=TOKEN&unit=SECOND&threshold";
    expect(told(await read(org, `${second}=90`))).toEqual(["org 101 07T01:00:00 on 2"]);
    expect(told(await read(team, `${second}=79`))).toEqual(["team 80 09T14:32:10 on 1"]);
    expect(told(await read(team, `${second}=80`))).toEqual([]);
  });

  test("in an INDEPENDENT tree each by its own calls, but none with a closer declaration", async () => {
    const tier = await addGroup(gateway, "tier", { models: [tokensPerMinute(1_000)] });
    const anna = await addGroup(gateway, "anna", { parent: tier });
    const below = await addGroup(gateway, "below", { parent: anna });
    const sally = await addGroup(gateway, "sally", {
      parent: tier,
      models: [tokensPerMinute(500)],
    });
    const under = await addGroup(gateway, "under", { parent: sally });
    const daily = await addGroup(gateway, "daily", { parent: tier, models: [tokensPerDay(9)] });
    const other = await addGroup(gateway, "other", {
      parent: tier,
      models: [tokensPerMinute(9, "acme/b")],
    });
    const gone = await addGroup(gateway, "gone", { parent: tier });
    for (const group of [anna, sally, daily, other, gone]) {
      await used([tier, group], ["09T14:32:10", 200]);
    }
    await used([tier, anna, below], ["09T14:32:20", 110], ["08T14:32:20", 120]);
    await used([tier, sally, under], ["09T14:32:20", 300]);
    await used([tier], ["09T14:32:20", 100]);
    await rollUpAll(gateway.db);
    await deleteGroup(gateway, gone);
    const answer = await read(tier, `${minute}&threshold=100`);
    const sorted = ["anna", "daily"].sort((one, two) => {
      const toId = (name: string) => (name === "anna" ? anna.id : daily.id);
      return toId(one) < toId(two) ? -1 : 1;
    });
    expect(told(answer)).toEqual([
      ...sorted.map((name) => `${name} 200 09T14:32:00 on 1`),
      "below 120 08T14:32:00 on 2",
    ]);
    expect(answer.is_whole).toBe(true);
    const daysOf = await read(tier, "slug=acme/a&type=TOKEN&unit=DAY&threshold=199");
    expect(told(daysOf).sort()).toEqual([
      "anna 200 09T00:00:00 on 1",
      "sally 200 09T00:00:00 on 1",
      "under 300 09T00:00:00 on 1",
    ]);
  });

  test("are five by name, and the rest by their number", async () => {
    const tier = await addGroup(gateway, "tier");
    for (let index = 1; index <= 7; index++) {
      const group = await addGroup(gateway, `g${index}`, { parent: tier });
      await used([tier, group], ["09T14:32:10", 100 + index]);
    }
    expect(told(await read(tier, `${minute}&threshold=101`))).toEqual([
      ...["g7 107", "g6 106", "g5 105", "g4 104", "g3 103"].map((g) => `${g} 09T14:32:00 on 1`),
      "+ 1",
    ]);
  });

  test("are told by the mean of hours that are too much to read, and that there may be more", async () => {
    const org = await addGroup(gateway, "org", { mode: "CASCADING" });
    await used([org], ["09T14:01:00", 3_000], ["09T14:02:00", 3_001]);
    await used([org], ["08T14:01:00", 3_000], ["07T14:02:00", 150]);
    await rollUpAll(gateway.db);
    const ask = (threshold: number, rowsMax: number) =>
      readLimitPeaks(
        gateway.deps,
        { workspaceId: gateway.workspaceId } as Parameters<typeof readLimitPeaks>[1],
        { groupId: org.id, slug: "acme/a", type: "TOKEN", unit: "MINUTE", threshold },
        { rowsMax, statementMs: 2_000 },
      );
    expect(told(await ask(100, 4))).toEqual(["org 3001 09T14:02:00 on 3"]);
    // Two rows of the busiest hour and one of the next: the third is not read.
    expect(told(await ask(100, 3))).toEqual(["org 3001 09T14:02:00 on 2?"]);
    // The busiest is too much, the next two are not.
    expect(told(await ask(100, 1))).toEqual(["org 3000 08T14:01:00 on 2?"]);
    const nothingRead = await ask(40, 0);
    expect(told(nothingRead)).toEqual(["org 101 in the hour 09T14:00:00 on 2?"]);
    expect(nothingRead.is_whole).toBe(false);
    expect(await ask(200, 0)).toMatchObject({ groups: [], is_whole: false });
  });

  test("an hour of which the ledger has less than the roll-ups is not taken for whole", async () => {
    const org = await addGroup(gateway, "org", { mode: "CASCADING" });
    await used([org], ["09T14:01:00", 300], ["09T14:02:00", 200]);
    await rollUpAll(gateway.db);
    await gateway.db.query("DELETE FROM events WHERE input_tokens = 299");
    const answer = await read(org, `${minute}&threshold=100`);
    expect(told(answer)).toEqual(["org 200 09T14:02:00 on 1?"]);
    expect(answer.is_whole).toBe(false);
  });

  test("a limit of 0 would have refused whoever called", async () => {
    const org = await addGroup(gateway, "org", { mode: "CASCADING" });
    await used([org], ["09T14:01:00", 1], ["05T14:01:00", 2]);
    expect(told(await read(org, `${minute}&threshold=0`))).toEqual(["org 2 05T14:01:00 on 2"]);
  });

  test.each([
    ["no threshold", minute, "threshold is required"],
    ["a word", `${minute}&threshold=many`, "threshold must be a whole number, 0 or more"],
    ["a negative one", `${minute}&threshold=-1`, "threshold must be a whole number, 0 or more"],
    ["too large a one", `${minute}&threshold=9007199254740992`, "threshold must be at most"],
  ])("with %s is refused", async (_what, query, message) => {
    const org = await addGroup(gateway, "org");
    const path = `${groupsPath}/${org.id}/limits/peaks?${query}`;
    const answer = await gateway.inject("GET", path, { key: gateway.viewKey });
    expect([answer.status, answer.json.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(answer.json.message).toContain(message);
  });

  test("is not told to another workspace", async () => {
    const org = await addGroup(gateway, "org");
    const path = `${groupsPath}/${org.id}/limits/peaks?${minute}&threshold=1`;
    const key = gateway.otherWorkspace.managementKey;
    expect((await gateway.inject("GET", path, { key })).status).toBe(403);
  });
});
