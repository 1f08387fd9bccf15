import { expect, test } from "vitest";
import { addUp, nextOrder, type RankedConsumer, rankConsumers } from "./rank-consumers";

function consumer(slug: string, tokens: number, requests: number, refusals = 0): RankedConsumer {
  return {
    ...{ id: slug, slug, group: null, key: null, is_own_use: false },
    totals: {
      ...{ requests, refusals, unbilled_requests: 0, input_tokens: tokens },
      ...{ cached_input_tokens: 0, output_tokens: 0, total_tokens: tokens },
    },
  };
}
const consumers = [
  consumer("acme/10", 300, 1),
  consumer("Acme/9", 200, 5, 2),
  consumer("beta/1", 100, 5),
];
const ids = (...order: Parameters<typeof nextOrder>) =>
  rankConsumers(consumers, nextOrder(...order)).map(({ id }) => id);
const byTokens = { column: "total_tokens", direction: "descending" } as const;

test("a column's first click puts the largest first, the second the smallest", () => {
  expect(ids(byTokens, "refusals")).toEqual(["Acme/9", "acme/10", "beta/1"]);
  expect(ids(byTokens, "total_tokens")).toEqual(["beta/1", "Acme/9", "acme/10"]);
  const turned = nextOrder(byTokens, "total_tokens");
  expect(nextOrder(turned, "total_tokens")).toEqual(byTokens);
});

test("equals stay in the order of their tokens", () => {
  expect(ids(byTokens, "requests")).toEqual(["Acme/9", "beta/1", "acme/10"]);
});

test("names are in the order that people count in, from A on", () => {
  expect(ids(byTokens, "name")).toEqual(["Acme/9", "acme/10", "beta/1"]);
});

test("a share is in the order of its tokens", () => {
  expect(ids({ column: "name", direction: "ascending" }, "share")).toEqual(
    consumers.map(({ id }) => id),
  );
});

test("sums are of every figure", () => {
  expect(addUp(consumers.map(({ totals }) => totals))).toMatchObject({
    ...{ total_tokens: 600, requests: 11, refusals: 2 },
  });
});
