import { isRecord, parseJson } from "./upstream-errors/json-value";
import { readUpstreamError, type SaidError } from "./upstream-errors/read-upstream-error";

/** Tokens of one answered request. */
export interface AnswerUsage {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
}

/** What an answer's `usage` says; undefined where it says nothing that can be billed. */
function readUsage(usage: Record<string, unknown>): AnswerUsage | undefined {
  const inputTokens = usage["prompt_tokens"];
  const outputTokens = usage["completion_tokens"] ?? 0;
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined;
  const details = usage["prompt_tokens_details"];
  const cached = isRecord(details) ? details["cached_tokens"] : 0;
  const cachedInputTokens = isCount(cached) ? Math.min(inputTokens, cached) : 0;
  return { inputTokens, outputTokens, cachedInputTokens };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export interface AnswerPart {
  model: unknown;
  usage: AnswerUsage | undefined;
  /** It says that something went wrong, beside choices or instead of them. */
  error: SaidError | undefined;
  /** There are choices with something in them, or embeddings. */
  isAnswer: boolean;
  /** Only the usage: the chunk that `include_usage` adds. */
  isUsageOnly: boolean;
  /** Indices of the choices that end here. */
  finished: number[];
  /** All text that the model wrote in it. */
  texts: string[];
}

/**
 * Reads a whole answer or one chunk of it; undefined where it is no JSON object. By hand, and
 * lenient: there may be thousands of chunks, and what is unknown in them is the caller's.
 */
export function readAnswerPart(json: string): AnswerPart | undefined {
  const answer = parseJson(json);
  if (!isRecord(answer)) return undefined;
  const { choices: sent, usage: used } = answer;
  const choices = Array.isArray(sent) ? sent.filter(isRecord) : [];
  const texts: string[] = [];
  const finished: number[] = [];
  for (const { delta, message, text, index, finish_reason } of choices) {
    if (typeof text === "string") texts.push(text);
    gatherTexts(delta ?? message, texts);
    if (typeof finish_reason === "string" && finish_reason !== "") {
      finished.push(typeof index === "number" && Number.isInteger(index) ? index : 0);
    }
  }
  return {
    model: answer["model"],
    usage: isRecord(used) ? readUsage(used) : undefined,
    error: errorOf(answer, choices),
    isAnswer: finished.length > 0 || texts.some(isSomething) || hasEmbeddings(answer["data"]),
    isUsageOnly: choices.length === 0 && isRecord(used),
    finished,
    texts,
  };
}

function isSomething(text: string): boolean {
  return text !== "";
}

function hasEmbeddings(data: unknown): boolean {
  return Array.isArray(data) && isRecord(data[0]) && "embedding" in data[0];
}

/** Beside choices only what is called an error is one; without them, whatever a server may say. */
function errorOf(
  answer: Record<string, unknown>,
  choices: readonly Record<string, unknown>[],
): SaidError | undefined {
  if (choices.length === 0) {
    if (Array.isArray(answer["choices"]) && !answer["error"]) return undefined;
    return readUpstreamError(answer);
  }
  const own = answer["error"] ? readUpstreamError({ error: answer["error"] }) : undefined;
  if (own) return own;
  for (const { error, finish_reason } of choices) {
    if (error) return readUpstreamError({ error });
    if (finish_reason === "error") return readUpstreamError({ type: "error" });
  }
  return undefined;
}

/** Content, refusals, reasoning, names and arguments of calls: whatever the model wrote. */
function gatherTexts(written: unknown, texts: string[]): void {
  if (!isRecord(written)) return;
  const rest: unknown[] = [];
  for (const key in written) {
    const value = written[key];
    if (typeof value === "string") {
      if (key !== "role") texts.push(value);
    } else if (isObject(value)) rest.push(value);
  }
  for (const value of rest) {
    if (typeof value === "string") texts.push(value);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (key !== "id" && key !== "type") rest.push(inner);
      }
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
