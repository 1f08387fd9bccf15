import { isRecord } from "../../contracts/leaves/json";

/**
 * What an answer, or a chunk of one, says of its tokens, in whatever dialect. A member that it does
 * not speak of is absent; whether it can be true is not judged here.
 */
export interface UsageReport {
  /** Cached tokens included. */
  input?: number;
  output?: number;
  total?: number;
  cached?: number;
  /** A part of the output, or counted beside it: providers differ. */
  reasoning?: number;
}

type Members = Readonly<Record<string, unknown>>;

const inputNames = [
  // OpenAI and nearly everybody; the AI SDK; Gemini; Ollama; llama.cpp; watsonx
  ...["prompt_tokens", "promptTokens", "promptTokenCount", "prompt_token_count"],
  ...["prompt_eval_count", "tokens_evaluated", "input_token_count", "inputTokenCount"],
];
/** Names of dialects that may tell cached input apart: Responses, the Messages API, Bedrock. */
const freshInputNames = ["input_tokens", "inputTokens"];
const cachedApartNames = [
  ...["cache_read_input_tokens", "cacheReadInputTokens", "cacheReadInputTokenCount"],
];
const cacheWriteNames = [
  ...["cache_creation_input_tokens", "cacheCreationInputTokens"],
  ...["cacheWriteInputTokens", "cache_write_input_tokens", "cacheWriteInputTokenCount"],
];
const outputNames = [
  ...["completion_tokens", "completionTokens", "output_tokens", "outputTokens"],
  ...["candidatesTokenCount", "candidates_token_count", "eval_count", "tokens_predicted"],
  ...["generated_tokens", "generated_token_count", "output_token_count", "outputTokenCount"],
];
const totalNames = ["total_tokens", "totalTokens", "totalTokenCount", "total_token_count"];
const cachedNames = [
  // DeepSeek, Moonshot, the Messages API, Gemini, Mistral
  ...["cached_tokens", "prompt_cache_hit_tokens", ...cachedApartNames, "cachedTokens"],
  ...["cachedContentTokenCount", "cached_content_token_count", "num_cached_tokens"],
  ...["cachedInputTokens", "cached_input_tokens", "cached_prompt_text_tokens"],
  ...["cached_content_tokens", "cache_hit_tokens", "cache_read_tokens", "cache_read"],
];
const cachedDetails = [
  ...["prompt_tokens_details", "input_tokens_details", "promptTokensDetails"],
  ...["inputTokensDetails", "input_token_details", "inputTokenDetails"],
];
const outputDetails = [
  ...["completion_tokens_details", "output_tokens_details", "completionTokensDetails"],
  ...["outputTokensDetails", "output_token_details", "outputTokenDetails"],
];
const reasoningNames = [
  ...["reasoning_tokens", "reasoningTokens", "reasoning_output_tokens", "thinking_tokens"],
];
/** Gemini counts them beside the rest. */
const thoughtNames = ["thoughtsTokenCount", "thoughts_token_count"];
const toolInputNames = ["toolUsePromptTokenCount", "tool_use_prompt_token_count"];

/** Undefined where it says nothing. `choices`: the answer's own. */
export function readUsage(answer: Members, choices: readonly Members[]): UsageReport | undefined {
  let found = readPlace(undefined, answer["usage"]);
  // Moonshot's chunks, Groq's, Gemini, Responses, the Messages API, Cohere
  for (const choice of choices) {
    found = readPlace(found, choice["usage"]);
    found = readPlace(found, findMember(choice["delta"] ?? choice["message"], "usage"));
  }
  found = readPlace(found, findMember(answer["x_groq"], "usage"));
  found = readPlace(found, answer["usageMetadata"] ?? answer["usage_metadata"]);
  found = readPlace(found, findMember(answer["response"], "usage"));
  found = readPlace(found, findMember(answer["message"], "usage"));
  found = readPlace(found, answer["amazon-bedrock-invocationMetrics"]);
  found = readPlace(found, answer["meta"]);
  found = readPlace(found, answer["details"]);
  found = fill(found, readTimings(answer["timings"]));
  // Ollama and llama.cpp in their own dialects
  const isOwn = "prompt_eval_count" in answer || "eval_count" in answer;
  return isOwn || "tokens_predicted" in answer ? readPlace(found, answer) : found;
}

/** What came later is newer, but a zero or nothing takes back no number. */
export function mergeUsage(before: UsageReport | undefined, after: UsageReport): UsageReport {
  return fill(after, before) ?? after;
}

/** Cohere has two counts in it: of what the model saw, and of what is billed. */
function readPlace(found: UsageReport | undefined, place: unknown): UsageReport | undefined {
  if (!isRecord(place)) return found;
  let filled = fill(found, readUsageMembers(place));
  if (isRecord(place["tokens"])) filled = fill(filled, readUsageMembers(place["tokens"]));
  if (isRecord(place["billed_units"]))
    filled = fill(filled, readUsageMembers(place["billed_units"]));
  return filled;
}

function readUsageMembers(of: Members): UsageReport {
  const report: UsageReport = {};
  set(report, "input", readInput(of));
  const output = first(of, outputNames);
  const thoughts = first(of, thoughtNames) ?? 0;
  set(
    report,
    "output",
    output === undefined && thoughts === 0 ? undefined : (output ?? 0) + thoughts,
  );
  set(report, "total", first(of, totalNames));
  set(report, "cached", best(first(of, cachedNames), ...inDetails(of, cachedDetails, cachedNames)));
  const reasoning = inDetails(of, outputDetails, reasoningNames);
  set(report, "reasoning", best(first(of, reasoningNames), ...reasoning));
  return report;
}

function readInput(of: Members): number | undefined {
  const input = first(of, inputNames);
  const toolInput = first(of, toolInputNames) ?? 0;
  const readApart = first(of, cachedApartNames) ?? 0;
  const apart = readApart + (first(of, cacheWriteNames) ?? 0);
  if (input !== undefined && input + toolInput > 0) {
    // More than all of the prompt can only have been read beside it.
    return input + toolInput + (readApart > input ? apart : 0);
  }
  const fresh = first(of, freshInputNames);
  if (isRecord(of["input_tokens_details"])) return best(input, fresh);
  if (fresh === undefined && apart === 0) return input;
  return (fresh ?? 0) + apart;
}

/** llama.cpp tells what it read anew, and what it had. */
function readTimings(timings: unknown): UsageReport | undefined {
  if (!isRecord(timings)) return undefined;
  const report: UsageReport = {};
  const cached = first(timings, ["cache_n"]);
  const read = first(timings, ["prompt_n"]);
  set(report, "input", read === undefined ? undefined : read + (cached ?? 0));
  set(report, "output", first(timings, ["predicted_n"]));
  set(report, "cached", cached);
  return report;
}

function inDetails(of: Members, places: readonly string[], names: readonly string[]) {
  return places.map((place) => {
    const details = of[place];
    return isRecord(details) ? first(details, names) : undefined;
  });
}

/** Of several names for one count: the first that is more than nothing. */
function first(of: Members, names: readonly string[]): number | undefined {
  let found: number | undefined;
  for (const name of names) {
    const value = of[name];
    if (!isCount(value)) continue;
    if (value > 0) return value;
    found = value;
  }
  return found;
}

function best(...counts: readonly (number | undefined)[]): number | undefined {
  return counts.find((count) => count !== undefined && count > 0) ?? counts.find(isCount);
}

/** What `found` lacks, or has as zero, from `more`. */
function fill(found: UsageReport | undefined, more: UsageReport | undefined) {
  if (!found || !more) return found ?? more;
  const filled: UsageReport = {};
  for (const name of reportNames) set(filled, name, best(found[name], more[name]));
  return filled;
}

const reportNames = ["input", "output", "total", "cached", "reasoning"] as const;

function set(report: UsageReport, name: keyof UsageReport, count: number | undefined): void {
  if (count !== undefined) report[name] = count;
}

function findMember(of: unknown, name: string): unknown {
  return isRecord(of) ? of[name] : undefined;
}

/** A text, a fraction or a negative number is no count. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
