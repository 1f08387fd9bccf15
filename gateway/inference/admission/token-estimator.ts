import type { PromptCount } from "./count-prompt";
import { type AttachmentKind, attachmentKinds } from "./prompt-places";
import { SampledMiddle } from "./sampled-middle";

/** What is reserved: `tokens` wanted, `tokensMin` without which the request can't be served. */
export interface TokenEstimate {
  promptTokens: number;
  tokens: number;
  tokensMin: number;
}

/** Who asks which model. */
export interface Asking {
  workspaceId: string;
  groupId: string;
  slug: string;
}

export interface TokenEstimator {
  /** `completionTokensMax` over all answers. */
  estimate(
    input: Asking & { prompt: PromptCount; completionTokensMax: number | null },
  ): TokenEstimate;
  /** Learns from what the upstream says it counted. */
  learn(
    input: Asking & { prompt: PromptCount; promptTokens: number; completionTokens: number },
  ): void;
}

const factorMin = 0.5;
const factorMax = 4;
/** What a template adds would be most of a shorter prompt. */
const learnedTextTokensMin = 32;
/** Tokens of an attachment until its real cost was learned. */
const attachmentTokens: Record<AttachmentKind, number> = {
  image: 300,
  audio: 300,
  video: 1_000,
  file: 1_000,
};
const attachmentTokensMax = 100_000;

const learningRate = 0.2;
const completionTokensMin = 16;
const keptMax = 50_000;
/** No call reserves more. Sums of such numbers stay exact, and no useful limit is as high. */
const reservedTokensMax = 2 ** 45;

/**
 * Tokenizers differ (1.4 times ours for Chinese, 3.5 times for Hindi): a factor per (workspace, slug)
 * and what an attachment costs are learned from many groups, how long answers usually are from the
 * group alone. Source: engine, "Token estimate"; decision record 63.
 */
export function createTokenEstimator(): TokenEstimator {
  const factors = new SampledMiddle();
  const costs = new SampledMiddle();
  const completions = new Map<string, number>();

  function findFactor({ workspaceId, groupId, slug }: Asking): number {
    const factor = learned(factors, `${workspaceId} ${slug}`, groupId, 1);
    return clamp(factor, factorMin, factorMax);
  }

  function estimateCost({ workspaceId, groupId, slug }: Asking, prompt: PromptCount): number {
    let tokens = 0;
    for (const kind of attachmentKinds) {
      const count = prompt.attachments[kind];
      if (count === undefined) continue;
      const name = `${workspaceId} ${slug} ${kind}`;
      tokens += count * learned(costs, name, groupId, attachmentTokens[kind]);
    }
    return tokens;
  }

  return {
    estimate(input) {
      const { groupId, slug, prompt, completionTokensMax } = input;
      const attached = estimateCost(input, prompt);
      const counted = Math.max(1, Math.ceil(prompt.textTokens + attached));
      const promptTokens = Math.max(1, Math.ceil(prompt.textTokens * findFactor(input) + attached));
      // What the factor adds is reserved where there is room. It refuses nothing, because it may be
      // wrong for this prompt.
      const promptMin = Math.min(promptTokens, counted);
      const usual = completions.get(`${groupId} ${slug}`) ?? completionTokensMin;
      const completion = completionTokensMax ?? Math.max(completionTokensMin, Math.ceil(usual));
      // Without a limit of its own an answer has at least one token; more is granted where there is.
      const completionMin = completionTokensMax ?? 1;
      return {
        promptTokens,
        tokens: Math.min(promptTokens + completion, reservedTokensMax),
        tokensMin: Math.min(promptMin + completionMin, reservedTokensMax),
      };
    },
    learn(input) {
      const { workspaceId, groupId, slug, prompt, promptTokens, completionTokens } = input;
      blend(completions, `${groupId} ${slug}`, completionTokens);
      const [kind, another] = attachmentKinds.filter((each) => prompt.attachments[each]);
      if (kind === undefined) {
        if (prompt.textTokens < learnedTextTokensMin) return;
        const factor = clamp(promptTokens / prompt.textTokens, factorMin, factorMax);
        factors.add(`${workspaceId} ${slug}`, groupId, factor);
      } else if (another === undefined) {
        const count = prompt.attachments[kind] ?? 1;
        const cost = (promptTokens - prompt.textTokens * findFactor(input)) / count;
        if (cost < 1) return;
        const name = `${workspaceId} ${slug} ${kind}`;
        costs.add(name, groupId, Math.min(cost, attachmentTokensMax));
      }
    },
  };
}

/**
 * What all groups have found together; until they have, what a group found alone counts for itself
 * where it is more: nobody may make their own prompts cheaper.
 */
function learned(from: SampledMiddle, name: string, groupId: string, unlearned: number): number {
  return from.ofAll(name) ?? Math.max(unlearned, from.ofGroup(name, groupId) ?? 0);
}

function blend(kept: Map<string, number>, key: string, value: number): void {
  const before = kept.get(key);
  if (before === undefined && kept.size >= keptMax) {
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  }
  kept.set(key, before === undefined ? value : before + (value - before) * learningRate);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
