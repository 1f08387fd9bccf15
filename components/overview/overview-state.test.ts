import { describe, expect, test } from "vitest";
import { isFirstRun, type SetupState } from "./overview-state";

const done: SetupState["firstRun"] = {
  endpointSlug: "acme/x",
  reach: "customers",
  group: { id: "grp_1", label: "Acme", slugs: ["acme/x"] },
  keyPrefix: "sky_abcdefghijkl",
  called: true,
};

function setup(firstRun: Partial<SetupState["firstRun"]>, groups = 1): SetupState {
  return {
    firstRun: { ...done, ...firstRun },
    endpoints: { value: 1, more: false },
    groups: { value: groups, more: false },
  };
}

describe("isFirstRun", () => {
  test.each([{ endpointSlug: null }, { group: null }, { keyPrefix: null }, { called: false }])(
    "lasts while something is left: %j",
    (left) => {
      expect(isFirstRun(setup(left))).toBe(true);
    },
  );

  test("is over after the first call", () => {
    expect(isFirstRun(setup({}))).toBe(false);
  });

  test("does not wait for a call that this server never reports", () => {
    expect(isFirstRun(setup({ called: null }))).toBe(false);
  });

  test("does not greet a workspace of many groups as new", () => {
    expect(isFirstRun(setup({ keyPrefix: null, called: false }, 200))).toBe(false);
  });
});
