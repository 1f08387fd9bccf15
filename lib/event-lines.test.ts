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
      name: "models acme/x rate_limits TOKEN per MINUTE",
      before: "1,000",
      after: "2,500",
    },
    { name: "models acme/y rate_limits", before: null, after: "none" },
    { name: "group_id", before: undefined, after: "grp_1" },
  ]);
});

test("an entry without a before is its fields, those without a value left out", () => {
  expect(eventLines({ name: "openai", actor: { type: "USER", email: null }, n: 0 })).toEqual([
    { name: "name", before: undefined, after: "openai" },
    { name: "actor type", before: undefined, after: "USER" },
    { name: "n", before: undefined, after: "0" },
  ]);
});
