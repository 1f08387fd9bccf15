import { describe, expect, test } from "vitest";
import { isFirstRun, type OverviewState } from "./overview-state";

const done: OverviewState["firstRun"] = {
  endpointSlug: "acme/x",
  reach: "customers",
  group: { id: "grp_1", label: "Acme", slugs: ["acme/x"] },
  keyPrefix: "sky_abcdefghijkl",
  called: true,
};

function state(firstRun: Partial<OverviewState["firstRun"]>, groups = 1): OverviewState {
  return {
    firstRun: { ...done, ...firstRun },
    endpoints: { value: 1, more: false },
    groups: { value: groups, more: false },
    danglingSlugs: [],
    server: { name: "headgate", version: "1", origin: "http://g", inferenceUrl: "http://g/v1" },
    checks: null,
    recent: [],
  };
}

describe("isFirstRun", () => {
  test.each([{ endpointSlug: null }, { group: null }, { keyPrefix: null }, { called: false }])(
    "lasts while something is left: %j",
    (left) => {
      expect(isFirstRun(state(left))).toBe(true);
    },
  );

  test("is over after the first call", () => {
    expect(isFirstRun(state({}))).toBe(false);
  });

  test("does not wait for a call that this server never reports", () => {
    expect(isFirstRun(state({ called: null }))).toBe(false);
  });

  test("does not greet a workspace of many groups as new", () => {
    expect(isFirstRun(state({ keyPrefix: null, called: false }, 200))).toBe(false);
  });
});
