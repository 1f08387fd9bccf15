import { isObject, isRecord, parseJson } from "../../contracts/leaves/json";
import { errorWithin } from "../upstream-errors/error-within";
import type { SaidError } from "../upstream-errors/read-upstream-error";
import { readUsage, type UsageReport } from "./read-usage";

/** Tokens of one answered request. */
export interface AnswerUsage {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
}

export interface AnswerPart {
  model: unknown;
  usage: UsageReport | undefined;
  /** It says that something went wrong, beside choices or instead of them. */
  error: SaidError | undefined;
  /** There are choices with something in them, or embeddings. */
  isAnswer: boolean;
  /** The model wrote something in it, whatever it is. */
  isWritten: boolean;
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
  return isRecord(answer) ? toAnswerPart(answer) : undefined;
}

export function toAnswerPart(answer: Readonly<Record<string, unknown>>): AnswerPart {
  const { choices: sent, usage: used } = answer;
  const choices = Array.isArray(sent) ? sent.filter(isRecord) : [];
  const texts: string[] = [];
  const finished: number[] = [];
  for (const { delta, message, text, index, finish_reason } of choices) {
    if (typeof text === "string") texts.push(text);
    // A large answer holds its texts in pieces.
    else if (isRecord(text)) gatherTexts({ text }, texts);
    gatherTexts(delta ?? message, texts);
    if (typeof finish_reason === "string" && finish_reason !== "") {
      finished.push(typeof index === "number" && Number.isInteger(index) ? index : 0);
    }
  }
  const written = choices.some(isWritten);
  return {
    model: answer["model"],
    usage: readUsage(answer, choices),
    error: errorWithin(answer, choices),
    isAnswer: finished.length > 0 || written || hasEmbeddings(answer["data"]),
    isWritten: written,
    isUsageOnly: choices.length === 0 && isRecord(used),
    finished,
    texts,
  };
}

/** Something stands in it, whatever it is: text, calls, sound. */
function isWritten({ text, delta, message }: Record<string, unknown>): boolean {
  if (typeof text === "string" ? text !== "" : hasMembers(text)) return true;
  const written = delta ?? message;
  if (!isRecord(written)) return false;
  for (const key in written) {
    if (key === "role") continue;
    const value = written[key];
    if (typeof value === "string" ? value !== "" : hasMembers(value)) return true;
  }
  return false;
}

function hasMembers(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function hasEmbeddings(data: unknown): boolean {
  if (!Array.isArray(data) || !isRecord(data[0])) return false;
  const { embedding } = data[0];
  return typeof embedding === "string" ? embedding !== "" : isObject(embedding);
}

/** Pictures, sounds and what the upstream encrypted: bytes, though they are written as texts. */
export const bytesNames: ReadonlySet<string> = new Set([
  ...["audio", "images", "image_url", "b64_json", "signature", "encrypted_content", "data"],
  ...["thought_signature", "annotations", "citations"],
]);

/** Content, refusals, reasoning, names and arguments of calls: whatever the model wrote. */
function gatherTexts(written: unknown, texts: string[]): void {
  if (!isRecord(written)) return;
  const rest: unknown[] = [];
  for (const key in written) {
    const value = written[key];
    if (typeof value === "string") {
      if (key !== "role" && !bytesNames.has(key)) texts.push(value);
    } else if (isObject(value)) {
      if (key === "audio" && isRecord(value)) rest.push(value["transcript"]);
      else if (!bytesNames.has(key)) rest.push(value);
    }
  }
  for (const value of rest) {
    if (typeof value === "string") texts.push(value);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (key !== "id" && key !== "type" && !bytesNames.has(key)) rest.push(inner);
      }
    }
  }
}
