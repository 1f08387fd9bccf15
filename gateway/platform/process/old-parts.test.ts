import { expect, test } from "vitest";
import { describeOldParts } from "./old-parts";

const now = Date.parse("2026-11-30T12:00:00Z");
const fine = { node: "22.23.0", postgres: 180_006, nowMs: now };

const olds = [
  ["Node 20 after its end", { node: "20.20.2" }, /^Node 20\.20\.2 .*2026-04-30.*22 or 24$/],
  ["Node 18", { node: "18.20.8" }, /^Node 18/],
  [
    "PostgreSQL 18.4",
    { postgres: 180_004 },
    /^PostgreSQL 18\.4 has .* 18\.6 mends: update it; .*DATABASE_URL/,
  ],
  ["PostgreSQL 17.11", { postgres: 170_011 }, /17\.12 mends/],
  ["PostgreSQL 16.0", { postgres: 160_000 }, /16\.16 mends/],
  ["PostgreSQL 15.18", { postgres: 150_018 }, /15\.20 mends/],
  ["PostgreSQL 13", { postgres: 130_022 }, /^PostgreSQL 13 gets no security fixes/],
  ["Node 22 after its end", { nowMs: Date.parse("2027-05-01T00:00:00Z") }, /^Node 22/],
] as const;

test.each(olds)("case 91: a start warns of %s in one line", (_name, change, line) => {
  expect(describeOldParts({ ...fine, ...change })).toEqual([expect.stringMatching(line)]);
});

const news = [
  ["a maintained pair", {}],
  ["Node 20 on its last day", { node: "20.20.2", nowMs: Date.parse("2026-04-30T23:59:00Z") }],
  ["Node 24", { node: "24.1.0" }],
  ["a Node that is not known here", { node: "26.0.0" }],
  ["a later minor", { postgres: 180_009 }],
  ["a PostgreSQL that is not known here", { postgres: 190_000 }],
] as const;

test.each(news)("case 91: a start says nothing of %s", (_name, change) => {
  expect(describeOldParts({ ...fine, ...change })).toEqual([]);
});
