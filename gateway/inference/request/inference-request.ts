import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { invalidRequest } from "../errors/inference-error";
import type { JsonMember } from "../json/json-members";
import { chatCompletions, type Operation } from "./operation";
import { countedNames, readCounts } from "./request-counts";
import { readMetadata } from "./request-metadata";
import { countPrompts, requirePrompt } from "./request-prompt";
import { readShape } from "./request-shape";

/** A request as the caller sent it; nothing but what the gateway acts on is read. */
export interface InferenceRequest {
  operation: Operation;
  slug: string;
  stream: boolean;
  /** The caller asked for the chunk that carries the usage. */
  wantsUsageChunk: boolean;
  /** Answers asked for: `n` of each prompt. */
  choices: number;
  /** Answers that the model writes: with `best_of` more than it returns. */
  generations: number;
  /** Completion tokens per choice that the caller allows; null = no limit named. */
  completionTokensMax: number | null;
  /** The `metadata` object, for billing: JSON text as it was sent. */
  metadata: string | null;
  /** The bytes as they came, and where each member of the outermost object lies. */
  bytes: Buffer;
  members: readonly JsonMember[];
}

const memberBytesMax = 64 * 1024;

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
  if (!isUtf8(bytes)) throw invalidRequest("The request body is not valid UTF-8.");
  const { members, prompt } = await readShape(bytes, operation);
  const values = parseValues(bytes, members);
  const result = named.safeParse(values);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalidRequest(issue?.message ?? "invalid request", issue?.path.join("."));
  }
  requirePrompt(prompt, operation);
  const { model, stream, stream_options } = result.data;
  const { n, bestOf, completionTokensMax } = readCounts(values, operation);
  const prompts = countPrompts(prompt, operation);
  return {
    operation,
    slug: model,
    stream: (operation.writes && stream) ?? false,
    wantsUsageChunk: stream_options?.include_usage ?? false,
    choices: n * prompts,
    generations: Math.max(n, bestOf) * prompts,
    completionTokensMax,
    metadata: readMetadata(bytes, members, result.data.metadata),
    bytes,
    members,
  };
}

/** The members that are looked at. @throws InferenceError 400 for one that is too long */
function parseValues(
  bytes: Buffer,
  members: readonly JsonMember[],
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const member of members) {
    if (readNames.has(member.name)) values[member.name] = memberValue(bytes, member);
  }
  return values;
}

/** What a member holds. @throws InferenceError 400 when it is too long to be looked at */
export function memberValue(bytes: Buffer, { name, valueStart, valueEnd }: JsonMember): unknown {
  if (valueEnd - valueStart > memberBytesMax) {
    throw invalidRequest(`${name} must have at most ${memberBytesMax / 1024} KiB`, name);
  }
  return JSON.parse(bytes.toString("utf8", valueStart, valueEnd));
}
