import fc from "fast-check";

import { isRolling, limitTypes, limitWindows } from "../contracts/limit-windows";
import type { ChainLimit } from "./counter-store";

export const slug = "acme/model";
export const levels = ["grp_1", "grp_2", "grp_3", "grp_4", "grp_5"];
export const tuples = limitWindows.flatMap(({ kind, unit }) =>
  limitTypes.map((type) => ({ kind, type, unit })),
);
export type Tuple = (typeof tuples)[number];

export function createLimit(tuple: Tuple, threshold: number, groupId: string): ChainLimit {
  return { ...tuple, threshold, slug, counterGroupId: groupId, sourceGroupId: groupId };
}

/** Calls of one limit, over some of its windows. */
export const arrivals = fc.record({
  tuple: fc.constantFrom(...tuples.filter(({ unit }) => isRolling(unit))),
  threshold: fc.integer({ min: 1, max: 9 }),
  steps: fc.array(
    fc.record({
      // In thousandths of the window: bursts, paces, and pauses about as long as it.
      wait: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 900, max: 1_100 }),
      ),
      tokens: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 5, maxLength: 30 },
  ),
});

const perTree = levels.length * tuples.length;
const oneEach = { minLength: perTree, maxLength: perTree };

/** Limits of five levels, one of each kind on each, and what is asked of them. */
export const cascades = fc.record({
  thresholds: fc.array(fc.integer({ min: 0, max: 12 }), oneEach),
  declared: fc.array(fc.boolean(), oneEach),
  requests: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 }),
});
