import { expect, test } from "vitest";
import { eventLines } from "./event-lines";

const model = (threshold: number) => ({
  slug: "acme/x",
  rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }],
  usage_limits: [],
});

test("a change shows only what differs, before and after, limits by their name", () => {
  const data = {
    group_id: "grp_1",
    before: { name: "Acme", models: [model(1000)] },
    after: { name: "Acme", models: [model(2500), { slug: "acme/y", rate_limits: [] }] },
  };
  expect(eventLines(data)).toEqual([
    {
      name: "acme/x, tokens per minute",
      before: "1,000",
      after: "2,500",
    },
    { name: "acme/y", before: null, after: "no limits" },
    { name: "Group ID", before: undefined, after: "grp_1" },
  ]);
});

test.each([
  [model(1000), { slug: "acme/x" }, "1,000", null],
  [{ slug: "acme/x", rate_limits: [] }, model(1000), null, "1,000"],
])("a model that loses or gets its only limit is one line, of that limit", (was, is, old, now) => {
  expect(eventLines({ before: { models: [was] }, after: { models: [is] } })).toEqual([
    { name: "acme/x, tokens per minute", before: old, after: now },
  ]);
});

test("an entry without a before is its fields, those without a value left out", () => {
  expect(eventLines({ name: "openai", actor: { type: "USER", email: null }, n: 0 })).toEqual([
    { name: "Name", before: undefined, after: "openai" },
    { name: "Actor type", before: undefined, after: "USER" },
    { name: "N", before: undefined, after: "0" },
  ]);
});

test("fields of fields, numbers in a list and flags read as words", () => {
  const data = { targets: [{ base_url: "https://x.io" }], rotated: true, models: [] };
  expect(eventLines(data)).toEqual([
    { name: "Targets 1 base URL", before: undefined, after: "https://x.io" },
    { name: "Rotated", before: undefined, after: "yes" },
    { name: "Models", before: undefined, after: "none" },
  ]);
});
