import { expect, test } from "vitest";
import { countedText, othersText, shareText, toConsumers } from "./consumers";

const group = { id: "grp_1", name: null, external_entity_id: "cust_1", is_deleted: false };
const consumer = { group, is_own_use: false, is_on_path: true, amount: 5 };
const answer = {
  ...({ group_id: "grp_1", slug: "acme/a", type: "TOKEN", unit: "MINUTE" } as const),
  from: "2026-03-10T12:00:00.000Z",
  is_whole: true,
  pools: [
    {
      ...{ source_group: "grp_0", amount: 9, others: { count: 3, amount: 2 } },
      consumers: [consumer, { ...consumer, is_own_use: true, is_on_path: false, amount: 2 }],
    },
  ],
};

test("a consumer without a name goes by its external id, and own keys by none", () => {
  const [pool] = toConsumers(answer).pools;
  expect(pool?.consumers.map(({ name, amount }) => [name, amount])).toEqual([
    ["cust_1", 5],
    [null, 2],
  ]);
});

test("what is counted is said, and what is missing", () => {
  const counted = "Who used it: answered calls; those under way are not counted yet.";
  const part = { ...answer, is_whole: false };
  expect(countedText(toConsumers(answer))).toBe(counted);
  expect(countedText(toConsumers(part))).toBe(
    `${counted} Shares are of those since 2026-03-10 12:00:00 UTC: there were too many to read all.`,
  );
  expect(countedText(toConsumers({ ...part, unit: "DAY" }))).toBe(
    `${counted} The newest ones are missing: the sums of the day are behind.`,
  );
});

test("a small share is none of 0", () => {
  expect([shareText(62, 100), shareText(4, 1_000), shareText(5, 5)]).toEqual([
    "62%",
    "<1%",
    "100%",
  ]);
});

test("others are counted, unless who they are is not the member's to know", () => {
  const texts = [
    [0, 0],
    [1, 5],
    [2, 5],
    [null, 5],
  ].map(([count = null, amount]) => othersText({ count, amount: amount ?? 0 }));
  expect(texts).toEqual([null, "1 other", "2 others", "others"]);
});
