import { expect, test } from "vitest";
import { eventChanges } from "./event-changes";

const lines = (data: Record<string, unknown>) =>
  eventChanges({ event_data: { event_type: "ANY", ...data } }).map(
    ({ what, before, after }) => `${what}: ${before} → ${after}`,
  );
const tokens = (threshold: number) => ({ type: "TOKEN", unit: "MINUTE", threshold });
const model = (slug: string, rate_limits: object[] = [], usage_limits: object[] = []) => ({
  slug,
  rate_limits,
  usage_limits,
});

test("a group's entry says which limit became what, and that a limit came or went", () => {
  const day = (threshold: number) => ({ type: "REQUEST", unit: "DAY", threshold });
  const before = { name: "Acme", models: [model("acme/x", [tokens(100_000)]), model("acme/y")] };
  const after = {
    name: "Acme",
    models: [model("acme/x", [tokens(250_000)], [day(0)]), model("acme/y")],
  };
  expect(lines({ before, after })).toEqual([
    "Tokens per minute for acme/x: 100k → 250k",
    "Requests per day for acme/x: declares nothing → blocked",
  ]);
  expect(lines({ before: after, after: before })).toContain(
    "Requests per day for acme/x: blocked → declares nothing",
  );
});

test("two limits that read the same in short are told exactly", () => {
  const state = (threshold: number) => ({ models: [model("acme/x", [tokens(threshold)])] });
  expect(lines({ before: state(1_000_000), after: state(1_000_001) })).toEqual([
    "Tokens per minute for acme/x: 1,000,000 → 1,000,001",
  ]);
});

test("a group's entry says its names, and which models came with what and which went", () => {
  const before = { name: null, models: [model("acme/x", [tokens(5)])] };
  const after = { name: "Acme", models: [model("acme/y", [tokens(7)])] };
  expect(lines({ before, after })).toEqual([
    "Name: none → Acme",
    "Access to acme/x: can be called → none",
    "Access to acme/y: none → can be called",
    "Tokens per minute for acme/y: declares nothing → 7",
  ]);
});

test("an endpoint's entry says every field of the target that differs, by its name in the form", () => {
  const was = { provider: "OPENAI", secret_id: "sec_1", target_model: "gpt" };
  const is = { provider: "OPENAI_COMPATIBLE", secret_id: "sec_1", base_url: "https://x.io" };
  const data = { slug: "acme/b", previous_slug: "acme/a", targets: [is], previous_targets: [was] };
  expect(lines(data)).toEqual([
    "Slug: acme/a → acme/b",
    "Provider: OPENAI → OPENAI_COMPATIBLE",
    "Base URL: none → https://x.io",
    "Target model: gpt → none",
  ]);
  const vertex = (location: string) => ({ vertex_config: { project_id: "p", location } });
  const moved = { targets: [vertex("b")], previous_targets: [vertex("a")] };
  expect(lines({ slug: "s", previous_slug: "s", ...moved })).toEqual(["Location: a → b"]);
});

test("a webhook's entry says both addresses", () => {
  const data = { url: "https://b.example/", previous_url: "https://a.example/" };
  expect(lines(data)).toEqual(["Address: https://a.example/ → https://b.example/"]);
});

test("an entry without a before, of another shape, or where nothing differs says no change", () => {
  expect(lines({ group_id: "grp_1", models: [model("acme/x")] })).toEqual([]);
  expect(lines({ before: 1, after: { models: "?" } })).toEqual([]);
  expect(lines({ slug: "a", previous_slug: "a" })).toEqual([]);
});
