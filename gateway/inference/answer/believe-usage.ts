import type { PromptCount } from "../admission/count-prompt";
import type { InferenceRequest } from "../request/inference-request";
import type { UsageReport } from "./read-usage";

/** What can be true of an answer to a request. */
export interface UsageBounds {
  inputTokensMax: number;
  outputTokensMax: number;
  /** The caller named `outputTokensMax`. */
  isOutputAsked: boolean;
  /** Only what the model writes comes back: no echo of the prompt. */
  isOwnText: boolean;
  writes: boolean;
}

/** Beyond the context of every model that there is. */
const answerTokensMax = 20_000_000;
/** What a server may put before a prompt of its own: templates, tools, what it looked up. */
const addedTokensMax = 65_536;
/** No token of ordinary text is as long. */
const tokenCharactersMax = 64;

export function toUsageBounds(
  { bytes, completionTokensMax, generations, operation }: InferenceRequest,
  { attachments }: PromptCount,
): UsageBounds {
  const asked = completionTokensMax === null ? answerTokensMax : completionTokensMax;
  let isTextOnly = true;
  for (const _ in attachments) isTextOnly = false;
  return {
    // A token is a byte at least.
    inputTokensMax: isTextOnly ? bytes.length + addedTokensMax : answerTokensMax,
    outputTokensMax: Math.min(asked, answerTokensMax) * generations,
    isOutputAsked: completionTokensMax !== null,
    isOwnText: operation.path === "/chat/completions",
    writes: operation.writes,
  };
}

/** What of a report is believed; undefined = it says nothing that can be true. */
export interface BelievedUsage {
  input: number | undefined;
  output: number | undefined;
  cached: number;
}

/** `characters`: of the text that the answer holds. Decision record 64. */
export function believeUsage(
  report: UsageReport | undefined,
  bounds: UsageBounds,
  characters: number,
): BelievedUsage {
  const { total, cached = 0 } = report ?? {};
  const output = bounds.writes ? boundOutput(report, bounds, characters) : 0;
  let input = inBounds(report?.input, 1, bounds.inputTokensMax);
  // Computes the input from the total where only the total was reported.
  if (input === undefined && total !== undefined && output !== undefined) {
    input = inBounds(total - output, 1, bounds.inputTokensMax);
  }
  return { input, output, cached };
}

/** The report without what can't be true, so that it takes the place of nothing that can. */
export function dropImpossible(report: UsageReport, bounds: UsageBounds): UsageReport {
  const { input, output, total, reasoning = 0 } = report;
  const kept: UsageReport = { ...report };
  if (total !== undefined && total > bounds.inputTokensMax + bounds.outputTokensMax + reasoning) {
    delete kept.total;
  }
  if (input !== undefined && input > bounds.inputTokensMax) delete kept.input;
  if (output !== undefined && !canBe(output, reasoning, bounds, 0)) delete kept.output;
  return kept;
}

/** The most that can be true: what was paid for, thoughts that are told apart included. */
function boundOutput(
  report: UsageReport | undefined,
  bounds: UsageBounds,
  characters: number,
): number | undefined {
  if (!report) return undefined;
  const { input, output, total, reasoning = 0 } = report;
  const candidates = [output];
  if (input && total) candidates.push(total - input);
  // Thoughts that are more than all that was written are no part of it.
  if (output !== undefined && reasoning > output) candidates.push(output + reasoning);
  let most: number | undefined;
  for (const candidate of candidates) {
    if (candidate === undefined || !canBe(candidate, reasoning, bounds, characters)) continue;
    most = Math.max(most ?? 0, candidate);
  }
  return most;
}

function canBe(
  count: number,
  reasoning: number,
  { outputTokensMax, isOutputAsked, isOwnText }: UsageBounds,
  characters: number,
): boolean {
  // Some providers do not count thoughts into `max_tokens`.
  const thoughts = isOutputAsked ? Math.min(reasoning, answerTokensMax) : 0;
  if (count > outputTokensMax + thoughts) return false;
  // A completion of no tokens may still hold the prompt.
  const least = characters === 0 || outputTokensMax === 0 ? 0 : 1;
  return count >= least && (!isOwnText || count * tokenCharactersMax >= characters);
}

function inBounds(count: number | undefined, min: number, max: number): number | undefined {
  return count !== undefined && count >= min && count <= max ? count : undefined;
}
