// What one caller sends never changes what another is charged or refused.
import { describe, expect, test } from "vitest";
import { createTokenEstimator, type TokenEstimator } from "./token-estimator";

const slug = "acme/x";
const text = (textTokens: number) => ({ textTokens, attachments: {} });
const asking = (groupId: string, workspaceId = "w") => ({ workspaceId, groupId, slug });
const estimatePrompt = (estimator: TokenEstimator, groupId: string, prompt: object = text(1_000)) =>
  estimator.estimate({
    ...asking(groupId),
    completionTokensMax: 0,
    prompt: { ...text(1_000), ...prompt },
  }).promptTokens;

function learn(
  estimator: TokenEstimator,
  groupId: string,
  { times = 20, factor = 1, textTokens = 500, attachments = {}, attached = 0, workspaceId = "w" },
): void {
  for (let time = 0; time < times; time++) {
    const prompt = { textTokens, attachments };
    const promptTokens = Math.round(textTokens * factor) + attached;
    estimator.learn({ ...asking(groupId, workspaceId), prompt, promptTokens, completionTokens: 5 });
  }
}
/** A crowd that says the truth. */
function crowd(factor: number, groups = 12): TokenEstimator {
  const estimator = createTokenEstimator();
  for (let group = 0; group < groups; group++) learn(estimator, `g${group}`, { factor });
  return estimator;
}

describe("case 30: nobody's traffic changes what another is charged or refused", () => {
  test.each<[string, Parameters<typeof learn>[2]]>([
    ["pictures alone", { textTokens: 10, attachments: { image: 3 }, attached: 1_590 }],
    ["pictures with text", { attachments: { image: 3 }, attached: 1_600 }],
    ["ten times the tokens", { factor: 10, times: 10_000 }],
    ["a tenth of the tokens", { factor: 0.1, times: 10_000 }],
    ["a long hidden template", { textTokens: 8, factor: 70 }],
  ])("a group that sends %s", (_name, sent) => {
    for (const estimator of [createTokenEstimator(), crowd(1.4)]) {
      const before = estimatePrompt(estimator, "other");
      learn(estimator, "liar", sent);
      expect(estimatePrompt(estimator, "other")).toBe(before);
      expect(estimatePrompt(estimator, "other", { attachments: { image: 1 } })).toBe(before + 300);
    }
  });

  test("the factor is the middle of many groups, for a group that never called too", () => {
    expect(estimatePrompt(crowd(1.4), "new")).toBe(1_400);
    expect(estimatePrompt(crowd(0.7), "new")).toBe(700);
    expect(estimatePrompt(crowd(9), "new")).toBe(4_000);
    expect(estimatePrompt(crowd(0.01), "new")).toBe(500);
  });

  test("a few groups are no crowd; what one found alone counts for itself, where it is more", () => {
    const estimator = crowd(3, 7);
    expect(estimatePrompt(estimator, "new")).toBe(1_000);
    expect(estimatePrompt(estimator, "g0")).toBe(3_000);
    learn(estimator, "cheap", { factor: 0.5, times: 8 });
    const alone = createTokenEstimator();
    learn(alone, "cheap", { factor: 0.5 });
    expect(estimatePrompt(alone, "cheap")).toBe(1_000);
  });

  test("a third of the groups that lie together do not move it out of what the others say", () => {
    const estimator = crowd(1.4);
    for (let liar = 0; liar < 5; liar++) learn(estimator, `liar${liar}`, { factor: 4, times: 500 });
    expect(estimatePrompt(estimator, "other")).toBe(1_400);
  });

  test("workspaces and slugs learn nothing of each other", () => {
    const estimator = crowd(2);
    const elsewhere = { ...asking("g0", "other"), prompt: text(1_000), completionTokensMax: 0 };
    expect(estimator.estimate(elsewhere).promptTokens).toBe(1_000);
    const otherSlug = { ...asking("g0"), slug: "acme/y", prompt: text(1_000) };
    expect(estimator.estimate({ ...otherSlug, completionTokensMax: 0 }).promptTokens).toBe(1_000);
  });

  test("what an attachment costs is learned by kind and added, never multiplied", () => {
    const estimator = crowd(2);
    for (let group = 0; group < 12; group++) {
      learn(estimator, `g${group}`, { factor: 2, attachments: { image: 2 }, attached: 3_200 });
    }
    expect(estimatePrompt(estimator, "new", { attachments: { image: 3 } })).toBe(2_000 + 3 * 1_600);
    expect(estimatePrompt(estimator, "new", { attachments: { audio: 1 } })).toBe(2_000 + 300);
    expect(estimatePrompt(estimator, "new")).toBe(2_000);
  });

  test("how long answers are is each group's own", () => {
    const estimator = createTokenEstimator();
    const prompt = text(100);
    const long = { prompt, promptTokens: 100, completionTokens: 9_000 };
    for (let time = 0; time < 50; time++) estimator.learn({ ...asking("long"), ...long });
    const of = (groupId: string) =>
      estimator.estimate({ ...asking(groupId), prompt, completionTokensMax: null }).tokens;
    expect(of("other")).toBe(116);
    expect(of("long")).toBe(9_100);
  });

  test("a factor is wanted, but never a reason to refuse what would fit without it", () => {
    const estimate = crowd(3).estimate({
      ...asking("g0"),
      prompt: text(1_000),
      completionTokensMax: 500,
    });
    expect(estimate).toEqual({ promptTokens: 3_000, tokens: 3_500, tokensMin: 1_500 });
  });

  test("what is reserved for an endless answer keeps sums exact", () => {
    const estimate = createTokenEstimator().estimate({
      ...asking("g"),
      prompt: text(10),
      completionTokensMax: Number.MAX_SAFE_INTEGER * 1_024,
    });
    expect(Number.isSafeInteger(estimate.tokens * 200)).toBe(true);
    expect(estimate.tokensMin).toBe(estimate.tokens);
  });
});
