import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGroupBody, listGroupsQuery, patchGroupBody } from "./group";

const body = {
  metadata: { external_entity_id: "cust" },
  models: [{ slug: "acme/a" }],
  hierarchy: {},
};

/** Dotted paths of what is wrong; empty = valid. */
function wrongPaths(schema: typeof createGroupBody | typeof patchGroupBody, value: unknown) {
  const result = schema.safeParse(value);
  return result.error?.issues.map((issue) => issue.path.join(".")) ?? [];
}

describe("the body that creates a group", () => {
  test("needs nothing but an external id, one slug and an empty hierarchy", () => {
    expect(createGroupBody.parse(body)).toEqual(body);
  });

  test("takes null for everything optional, and drops what it does not know", () => {
    const parsed = createGroupBody.parse({
      metadata: { external_entity_id: "cust", name: null, extra: 1 },
      models: [{ slug: "acme/a", rate_limits: null, usage_limits: null, extra: 1 }],
      hierarchy: { parent_group_id: null, limit_enforcement: null, extra: 1 },
      extra: 1,
    });
    expect(JSON.stringify(parsed)).not.toContain("extra");
  });

  test("takes 0, which blocks, and refuses what is no whole number from 0 to 2^53 - 1", () => {
    const withThreshold = (threshold: unknown) => ({
      ...body,
      models: [{ slug: "acme/a", rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }] }],
    });
    const path = ["models.0.rate_limits.0.threshold"];
    for (const threshold of [0, 1, Number.MAX_SAFE_INTEGER]) {
      expect(wrongPaths(createGroupBody, withThreshold(threshold))).toEqual([]);
    }
    for (const threshold of [-1, 0.5, Number.NaN, Infinity, 2 ** 53, "1", null, undefined, true]) {
      expect(wrongPaths(createGroupBody, withThreshold(threshold))).toEqual(path);
    }
  });

  test("allows one rate limit per type and slug, whatever the unit", () => {
    const withLimits = (...rate_limits: unknown[]) => ({
      ...body,
      models: [{ slug: "acme/a", rate_limits }],
    });
    const tokens = { type: "TOKEN", unit: "MINUTE", threshold: 1 };
    const requests = { type: "REQUEST", unit: "SECOND", threshold: 1 };
    expect(wrongPaths(createGroupBody, withLimits(tokens, requests))).toEqual([]);
    expect(wrongPaths(createGroupBody, withLimits(tokens, { ...tokens, unit: "SECOND" }))).toEqual([
      "models.0.rate_limits.1.type",
    ]);
  });

  test("takes external ids and names of up to 255 characters of any well-formed text", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(!value.includes("\u0000") && Array.from(value).length <= 255);
        // Blanks at the ends are the one thing that is not kept.
        fc.pre(value.trim() === value);
        const metadata = { external_entity_id: value, name: value };
        expect(createGroupBody.parse({ ...body, metadata }).metadata).toEqual(metadata);
      }),
    );
  });

  test("never throws, and blames a path for every refusal of random JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = createGroupBody.safeParse(value);
        if (!result.success) expect(result.error.issues.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the body that changes a group", () => {
  test("needs a name (null clears it) or a list of models ([] clears all)", () => {
    for (const value of [
      { metadata: { name: "n" } },
      { metadata: { name: null } },
      { models: [] },
      { metadata: null, models: [] },
      { metadata: { name: null }, models: null },
    ]) {
      expect(wrongPaths(patchGroupBody, value)).toEqual([]);
    }
    for (const value of [
      {},
      { metadata: {} },
      { models: null },
      { metadata: null },
      { metadata: { external_entity_id: "x" } },
    ]) {
      expect(wrongPaths(patchGroupBody, value)).toEqual([""]);
    }
  });
});

describe("the query that lists groups", () => {
  test("has 100 as its limit, and ignores fields it does not know", () => {
    expect(listGroupsQuery.parse({ page: "2" })).toEqual({ limit: 100, include: [] });
  });

  test("takes include as a list with commas and ignores unknown names", () => {
    expect(listGroupsQuery.parse({ include: "ancestors,nope,child_count" }).include).toEqual([
      "child_count",
      "ancestors",
    ]);
  });
});
