import { z } from "zod";

/** Tokens of one answered request. */
export interface AnswerUsage {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
}

const count = z.int().min(0);
const usage = z.object({
  prompt_tokens: count,
  completion_tokens: count.nullish(),
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
});

/** What an answer's `usage` says; undefined where it says nothing that can be billed. */
export function readUsage(value: unknown): AnswerUsage | undefined {
  const parsed = usage.safeParse(value);
  if (!parsed.success) return undefined;
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = parsed.data;
  return {
    inputTokens: prompt_tokens,
    outputTokens: completion_tokens ?? 0,
    cachedInputTokens: Math.min(prompt_tokens, prompt_tokens_details?.cached_tokens ?? 0),
  };
}

const part = z.looseObject({
  message: z.unknown().optional(),
  delta: z.unknown().optional(),
  finish_reason: z.string().nullish().catch(null),
  index: z.int().nullish().catch(null),
});
const answer = z.looseObject({ choices: z.array(part).nullish().catch(null) });

export interface AnswerPart {
  model: unknown;
  usage: AnswerUsage | undefined;
  /** The answer holds an error instead of choices. */
  isError: boolean;
  /** Only the usage: the chunk that `include_usage` adds. */
  isUsageOnly: boolean;
  /** Indices of the choices that end here. */
  finished: number[];
  /** All text that the model wrote in it. */
  texts: string[];
}

/** Reads a whole answer or one chunk of it; undefined where it is no JSON object. */
export function readAnswerPart(json: string): AnswerPart | undefined {
  const value = parseJson(json);
  const parsed = answer.safeParse(value);
  if (!parsed.success) return undefined;
  const choices = parsed.data.choices ?? [];
  const texts: string[] = [];
  for (const choice of choices) gatherTexts(choice.delta ?? choice.message, texts);
  const used = parsed.data["usage"];
  return {
    model: parsed.data["model"],
    usage: readUsage(used),
    isError: choices.length === 0 && isObject(parsed.data["error"]),
    isUsageOnly: choices.length === 0 && isObject(used),
    finished: choices.flatMap(({ finish_reason, index }) => (finish_reason ? [index ?? 0] : [])),
    texts,
  };
}

/** Content, refusals, reasoning, names and arguments of calls: whatever the model wrote. */
function gatherTexts(written: unknown, texts: string[]): void {
  if (!isObject(written)) return;
  const rest: unknown[] = Object.entries(written).map(([key, value]) =>
    key === "role" ? undefined : value,
  );
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
