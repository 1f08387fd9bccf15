import { countTokens } from "../admission/count-tokens";
import type { AnswerUsage } from "./answer-usage";
import { believeUsage, type UsageBounds } from "./believe-usage";
import type { UsageReport } from "./read-usage";

export interface BillingBasis {
  /** Estimated tokens of the prompt, where the upstream does not tell them. */
  promptTokens: number;
  bounds: UsageBounds;
}

/** What an answer is billed with; `isEstimated` where a part of it was counted here. */
export interface BilledUsage {
  usage: AnswerUsage;
  isEstimated: boolean;
}

/** The upstream's own counts where they can be true, ours for the rest. */
export async function billedUsage(
  report: UsageReport | undefined,
  texts: readonly string[],
  { promptTokens, bounds }: BillingBasis,
): Promise<BilledUsage> {
  const { input, output, cached } = believeUsage(report, bounds, countCharacters(texts));
  const inputTokens = input ?? promptTokens;
  const outputTokens = output ?? (await countOutput(texts, bounds));
  return {
    usage: { inputTokens, outputTokens, cachedInputTokens: Math.min(cached, inputTokens) },
    isEstimated: input === undefined || output === undefined,
  };
}

/**
 * Usage of a stream that its caller left: the upstream may have sent more than its last count says.
 */
export async function abortedUsage(
  report: UsageReport | undefined,
  texts: readonly string[],
  { promptTokens, bounds }: BillingBasis,
): Promise<AnswerUsage> {
  const { input, output = 0, cached } = believeUsage(report, bounds, 0);
  const inputTokens = input ?? promptTokens;
  return {
    inputTokens,
    outputTokens: Math.max(output, await countOutput(texts, bounds)),
    cachedInputTokens: Math.min(cached, inputTokens),
  };
}

const joinedCharactersMax = 1024 ** 2;

/** Never more than the caller allowed: our tokenizer is not the model's. */
async function countOutput(
  texts: readonly string[],
  { outputTokensMax }: UsageBounds,
): Promise<number> {
  // Words are cut where chunks end; what comes in large pieces is not, and too large to be joined.
  const joined = countCharacters(texts) <= joinedCharactersMax ? [texts.join("")] : texts;
  return Math.min(await countTokens(joined), outputTokensMax);
}

function countCharacters(texts: readonly string[]): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return characters;
}
