import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { invalidRequest } from "./inference-error";
import {
  editJson,
  type JsonEdit,
  type JsonMember,
  memberEdits,
  scanElements,
  scanMembers,
} from "./json-members";
import { chatCompletions, type Operation } from "./operation";
import { runInTurns, yieldToOthers } from "./yield-to-others";

/** A request as the caller sent it; nothing but what the gateway acts on is read. */
export interface ChatRequest {
  operation: Operation;
  slug: string;
  stream: boolean;
  /** The caller asked for the chunk that carries the usage. */
  wantsUsageChunk: boolean;
  /** Answers asked for: `n` of each prompt. */
  choices: number;
  /** Answers that the model writes for them: with `best_of` more than are asked for. */
  generations: number;
  /** Completion tokens per choice that the caller allows; null = no limit named. */
  completionTokensMax: number | null;
  /** The `metadata` object, for billing. */
  metadata: unknown;
  /** The bytes as they came, and where each member of the outermost object lies. */
  bytes: Buffer;
  members: readonly JsonMember[];
  /** The same, parsed; null where the body is too large to be parsed in one go. */
  parsed: Readonly<Record<string, unknown>> | null;
}

const quote = 0x22;
const openBracket = 0x5b;
const elementsPerTurn = 10_000;
const smallBodyBytesMax = 128 * 1024;
const memberBytesMax = 64 * 1024;
const metadataDepthMax = 64;

const named = z.object({
  model: z
    .string({ error: "model is required and must be a string" })
    .min(1, "model must not be empty"),
  stream: z.boolean({ error: "stream must be true or false" }).nullish(),
  stream_options: z
    .looseObject(
      { include_usage: z.boolean({ error: "include_usage must be true or false" }).nullish() },
      { error: "stream_options must be an object" },
    )
    .nullish(),
  // The upstream judges these; what is no plain count is only not counted with.
  n: z.int().min(1).max(1_024).nullish().catch(null),
  best_of: z.int().min(1).max(1_024).nullish().catch(null),
  max_tokens: z.int().min(0).nullish().catch(null),
  max_completion_tokens: z.int().min(0).nullish().catch(null),
  metadata: z.unknown().optional(),
});

/** @throws InferenceError 400 for what is no JSON object, or lacks a model or a prompt. */
export async function parseChatRequest(
  bytes: Buffer,
  operation: Operation = chatCompletions,
): Promise<ChatRequest> {
  const whole = parsedIfSmall(bytes);
  const members = await membersOf(bytes);
  const values: Record<string, unknown> = {};
  for (const member of members) {
    if (Object.hasOwn(named.shape, member.name))
      values[member.name] = memberValue(bytes, member, whole);
  }
  const result = named.safeParse(values);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalidRequest(issue?.message ?? "invalid request", issue?.path.join("."));
  }
  requirePrompt(bytes, members, operation);
  const { model, stream, stream_options, max_tokens, max_completion_tokens } = result.data;
  const prompts = await promptsOf(bytes, members, operation);
  const n = result.data.n ?? 1;
  const bestOf = operation.path === "/completions" ? (result.data.best_of ?? 1) : 1;
  const maxima = [max_tokens, max_completion_tokens].filter((max) => typeof max === "number");
  return {
    operation,
    slug: model,
    stream: (operation.writes && stream) ?? false,
    wantsUsageChunk: stream_options?.include_usage ?? false,
    choices: n * prompts,
    generations: Math.max(n, bestOf) * prompts,
    completionTokensMax: completionTokensOf(operation, maxima),
    metadata: metadataOf(result.data.metadata),
    bytes,
    members,
    parsed: whole,
  };
}

function completionTokensOf({ writes }: Operation, maxima: readonly number[]): number | null {
  if (!writes) return 0;
  return maxima.length > 0 ? Math.max(...maxima) : null;
}

/** A completion may ask for several prompts at once: a list of texts, or of lists of tokens. */
async function promptsOf(
  bytes: Buffer,
  members: readonly JsonMember[],
  { path, promptMember }: Operation,
): Promise<number> {
  const prompt = members.find(({ name }) => name === promptMember);
  if (path !== "/completions" || !prompt || bytes[prompt.valueStart] !== openBracket) return 1;
  let prompts = 0;
  for (const element of scanElements(bytes, prompt)) {
    if (!element) await yieldToOthers();
    else {
      const first = bytes[element.valueStart];
      // A list of numbers is one prompt, as tokens.
      if (first !== quote && first !== openBracket) return 1;
      if (++prompts % elementsPerTurn === 0) await yieldToOthers();
    }
  }
  return Math.max(1, prompts);
}

function requirePrompt(
  bytes: Buffer,
  members: readonly JsonMember[],
  { promptMember }: Operation,
): void {
  const prompt = members.find(({ name }) => name === promptMember);
  const first = prompt && bytes[prompt.valueStart];
  const isList = first === openBracket;
  if (promptMember === "messages") {
    if (!isList) throw invalidRequest("messages is required and must be a list", "messages");
  } else if (!isList && first !== quote) {
    throw invalidRequest(`${promptMember} is required: a text or a list`, promptMember);
  }
}

/**
 * The body for the upstream: the same bytes but for `model`, and, in a stream, for
 * `stream_options.include_usage`. `targetModel` null keeps the slug.
 */
export function upstreamBodyOf(request: ChatRequest, targetModel: string | null): Buffer {
  const { bytes, members, parsed } = request;
  const edits: JsonEdit[] = [];
  if (targetModel !== null) {
    edits.push(...memberEdits(members, bytes, "model", JSON.stringify(targetModel)));
  }
  if (request.stream && !request.wantsUsageChunk) {
    const member = members.find(({ name }) => name === "stream_options");
    const sent = member ? memberValue(bytes, member, parsed) : null;
    const options = typeof sent === "object" ? { ...sent, include_usage: true } : {};
    edits.push(...memberEdits(members, bytes, "stream_options", JSON.stringify(options)));
  }
  return edits.length > 0 ? editJson(bytes, edits) : bytes;
}

/**
 * Parsing a large body would hold the event loop: its structure is enough, the rest is the
 * upstream's to judge.
 */
function parsedIfSmall(bytes: Buffer): Record<string, unknown> | null {
  if (!isUtf8(bytes)) throw invalidRequest("The request body is not valid UTF-8.");
  if (bytes.length > smallBodyBytesMax) return null;
  const value = parseOrRefuse(bytes.toString("utf8"));
  if (!isObject(value)) throw invalidRequest("The request body must be a JSON object.");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function membersOf(bytes: Buffer): Promise<JsonMember[]> {
  const members = await runInTurns(scanMembers(bytes));
  if (!members) throw invalidRequest("The request body must be a JSON object.");
  const names = new Set<string>();
  for (const { name } of members) {
    // Two readers of one body could each believe another one of them.
    if (names.has(name)) throw invalidRequest(`${name.slice(0, 64)} is sent twice`);
    names.add(name);
  }
  return members;
}

function memberValue(
  bytes: Buffer,
  { name, valueStart, valueEnd }: JsonMember,
  whole: ChatRequest["parsed"],
): unknown {
  if (valueEnd - valueStart > memberBytesMax) {
    throw invalidRequest(`${name} must have at most ${memberBytesMax / 1024} KiB`, name);
  }
  return whole ? whole[name] : parseOrRefuse(bytes.toString("utf8", valueStart, valueEnd));
}

function parseOrRefuse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
}

function metadataOf(value: unknown): unknown {
  if (!isObject(value)) return null;
  if (!isShallow(value, metadataDepthMax)) {
    throw invalidRequest(`metadata must be nested at most ${metadataDepthMax} deep`, "metadata");
  }
  return value;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
