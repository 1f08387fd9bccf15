/** What is reserved: `tokens` wanted, `tokensMin` without which the request can't be served. */
export interface TokenEstimate {
  promptTokens: number;
  tokens: number;
  tokensMin: number;
}

export interface TokenEstimator {
  /** `countedPrompt` as our tokenizer counts; `completionTokensMax` over all choices. */
  estimate(input: {
    groupId: string;
    slug: string;
    countedPrompt: number;
    completionTokensMax: number | null;
  }): TokenEstimate;
  /** Learns from what the upstream says it counted. */
  learn(input: {
    groupId: string;
    slug: string;
    countedPrompt: number;
    promptTokens: number;
    completionTokens: number;
  }): void;
}

const learningRate = 0.2;
const factorMin = 0.25;
const factorMax = 8;
const completionTokensMin = 16;
const keptMax = 50_000;

/**
 * Tokenizers differ (1.4 times ours for Chinese, 3.5 times for Hindi): a factor per slug is
 * learned from the upstream's own counts, and per (group, slug) how long answers usually are.
 * Source: engine, "Token estimate".
 */
export function createTokenEstimator(): TokenEstimator {
  const factors = new Map<string, number>();
  const completions = new Map<string, number>();
  return {
    estimate({ groupId, slug, countedPrompt, completionTokensMax }) {
      const promptTokens = Math.max(1, Math.ceil(countedPrompt * (factors.get(slug) ?? 1)));
      if (completionTokensMax !== null) {
        const tokens = promptTokens + completionTokensMax;
        return { promptTokens, tokens, tokensMin: tokens };
      }
      const usual = completions.get(`${groupId} ${slug}`) ?? completionTokensMin;
      const completionTokens = Math.max(completionTokensMin, Math.ceil(usual));
      // An answer has at least one token; more is granted where the limits have it.
      return { promptTokens, tokens: promptTokens + completionTokens, tokensMin: promptTokens + 1 };
    },
    learn({ groupId, slug, countedPrompt, promptTokens, completionTokens }) {
      const factor = clamp(promptTokens / Math.max(1, countedPrompt), factorMin, factorMax);
      blend(factors, slug, factor);
      blend(completions, `${groupId} ${slug}`, completionTokens);
    },
  };
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
