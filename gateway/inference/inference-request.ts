import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { invalidRequest } from "./inference-error";
import { type JsonMember, readMembers, scanMembers } from "./json-members";
import { chatCompletions, type Operation } from "./operation";
import { countedNames, countsOf } from "./request-counts";
import { metadataOf } from "./request-metadata";
import { countPrompts, mayHavePrompts, requirePrompt, requireRoles } from "./request-prompt";
import { runInTurns } from "./yield-to-others";

/** A request as the caller sent it; nothing but what the gateway acts on is read. */
export interface InferenceRequest {
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
  /** The `metadata` object, for billing: JSON text as it was sent. */
  metadata: string | null;
  /** The bytes as they came, and where each member of the outermost object lies. */
  bytes: Buffer;
  members: readonly JsonMember[];
  /** The same, parsed; null where the body is too large to be parsed in one go. */
  parsed: Readonly<Record<string, unknown>> | null;
}

const smallBodyBytesMax = 128 * 1024;
const memberBytesMax = 64 * 1024;
/** OpenAI's API knows some forty; a body of millions would hold everybody up. */
const membersMax = 1_000;

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
  metadata: z.unknown().optional(),
});
const readNames = new Set([...Object.keys(named.shape), ...countedNames]);

/**
 * @throws InferenceError 400 for what is no JSON object, lacks a model or a prompt, or holds what
 * OpenAI's API would refuse of what is looked at here
 */
export async function parseInferenceRequest(
  bytes: Buffer,
  operation: Operation = chatCompletions,
): Promise<InferenceRequest> {
  const whole = parsedIfSmall(bytes);
  const found = whole
    ? readMembers(bytes, membersMax)
    : await runInTurns(scanMembers(bytes, membersMax));
  const members = acceptMembers(found);
  const values = valuesOf(bytes, members, whole);
  const result = named.safeParse(values);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalidRequest(issue?.message ?? "invalid request", issue?.path.join("."));
  }
  requirePrompt(bytes, members, operation);
  if (whole && operation.promptMember === "messages") requireRoles(whole.messages);
  const { model, stream, stream_options } = result.data;
  const { n, bestOf, completionTokensMax } = countsOf(values, operation);
  const prompts = mayHavePrompts(operation) ? await countPrompts(bytes, members, operation) : 1;
  return {
    operation,
    slug: model,
    stream: (operation.writes && stream) ?? false,
    wantsUsageChunk: stream_options?.include_usage ?? false,
    choices: n * prompts,
    generations: Math.max(n, bestOf) * prompts,
    completionTokensMax,
    metadata: metadataOf(bytes, members, result.data.metadata),
    bytes,
    members,
    parsed: whole,
  };
}

/** The members that are looked at. @throws InferenceError 400 for one that is too long */
function valuesOf(
  bytes: Buffer,
  members: readonly JsonMember[],
  whole: InferenceRequest["parsed"],
): Readonly<Record<string, unknown>> {
  // None can be too long in it, and the schema picks them out.
  if (whole && bytes.length <= memberBytesMax) return whole;
  const values: Record<string, unknown> = {};
  for (const member of members) {
    if (readNames.has(member.name)) values[member.name] = memberValue(bytes, member, whole);
  }
  return values;
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

function acceptMembers(members: JsonMember[] | undefined): JsonMember[] {
  if (!members) throw invalidRequest("The request body must be a JSON object.");
  if (members.length > membersMax) {
    throw invalidRequest(`The request body must have at most ${membersMax} members.`);
  }
  const names = new Set<string>();
  for (const { name } of members) {
    // Two readers of one body could each believe another one of them.
    if (names.has(name)) throw invalidRequest(`${name.slice(0, 64)} is sent twice`);
    names.add(name);
  }
  return members;
}

/** What a member holds. @throws InferenceError 400 when it is too long to be looked at */
export function memberValue(
  bytes: Buffer,
  { name, valueStart, valueEnd }: JsonMember,
  whole: InferenceRequest["parsed"],
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
