import { expect, test } from "vitest";
import type { Moment } from "../slug-counters";
import { CounterTable } from "./counter-table";

const limit = {
  counterGroupId: "",
  sourceGroupId: "",
  slug: "acme/model",
  kind: "rate",
  type: "REQUEST",
  unit: "MINUTE",
  threshold: 100,
} as const;
const moment = (ms: number): Moment => ({
  wallMs: ms,
  steadyMs: ms,
  day: Math.floor(ms / 86_400_000),
});

test("counters that count no more leave memory, while others are used", () => {
  const table = new CounterTable();
  const start = Date.UTC(2026, 0, 15, 23, 0, 0);
  const chargeGroup = (groupId: string, ms: number) => {
    const chain = [{ ...limit, counterGroupId: groupId }];
    const request = {
      reservationId: groupId,
      rootGroupId: groupId,
      slug: limit.slug,
      chain,
      tokens: 1,
      tokensMin: 1,
      meteredGroupIds: [groupId],
    };
    const amounts = { requests: 1, tokens: 1 };
    table.charge(request, table.findCounters(chain), moment(ms).day, amounts, moment(ms));
  };
  for (let group = 0; group < 1_000; group++) chargeGroup(`grp_${group}`, start);
  expect(table.size()).toBe(1_000);
  // A clock that was set ahead may go back: yesterday is remembered for a day.
  const sweepAll = (ms: number) => {
    for (let decision = 0; decision < 1_003; decision++) table.sweep(moment(ms));
  };
  sweepAll(start + 3_600_000);
  expect(table.size()).toBe(1_000);
  const dayAfter = start + 25 * 3_600_000;
  chargeGroup("grp_busy", dayAfter);
  sweepAll(dayAfter);
  expect(table.size()).toBe(1);
});
