import { z } from "zod";
import { parseJson } from "@/gateway/contracts/leaves/json";

const usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int().default(0),
  prompt_tokens_details: z.object({ cached_tokens: z.int().nullish() }).nullish(),
});

const words = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
});

/** Of an answer or a chunk of one, what is shown; everything else may be as it likes. */
const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: words.nullish(),
        message: words.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usage.nullish().catch(null),
  error: z.unknown().optional(),
});

export interface TokenCounts {
  prompt: number;
  completion: number;
  cached: number;
}

export interface AnswerPart {
  text: string;
  reasoning: string;
  tokens: TokenCounts | null;
  finishReason: string | null;
  /** The body of an error that ended the answer. */
  error: unknown;
}

/** null where it is no JSON of the expected kind: `[DONE]`, a heartbeat. */
export function readChunk(data: string): AnswerPart | null {
  const parsed = chunk.safeParse(parseJson(data));
  if (!parsed.success) return null;
  const { choices, usage: used, error } = parsed.data;
  const choice = choices?.[0];
  const said = choice?.delta ?? choice?.message;
  return {
    text: `${said?.content ?? ""}${said?.refusal ?? ""}`,
    reasoning: said?.reasoning_content ?? said?.reasoning ?? "",
    tokens: used
      ? {
          prompt: used.prompt_tokens,
          completion: used.completion_tokens,
          cached: used.prompt_tokens_details?.cached_tokens ?? 0,
        }
      : null,
    finishReason: choice?.finish_reason || null,
    error: error ?? null,
  };
}
