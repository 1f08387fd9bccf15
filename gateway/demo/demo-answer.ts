import { decodeGenerator, encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";

const content = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);

export const demoRequest = z.object({
  model: z.string().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: content.nullish() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(0).nullish(),
  max_completion_tokens: z.int().min(0).nullish(),
});
export type DemoRequest = z.infer<typeof demoRequest>;

export interface DemoAnswer {
  /** Pieces of text, about a token each; never half a character. */
  pieces: string[];
  completionTokens: number;
  finishReason: "stop" | "length";
  promptTokens: number;
}

const quotedCharactersMax = 200;
/** Longer prompts are counted by their beginning: this server only demonstrates. */
const countedCharactersMax = 20_000;
// What the chat format adds to each message.
const tokensPerMessage = 4;

/** Says plainly that it is no model, and quotes the question so that one sees it arrived. */
export function answerDemo(request: DemoRequest): DemoAnswer {
  const texts = request.messages.map((message) => toText(message.content));
  const question = texts.at(-1)?.trim() ?? "";
  const quoted =
    question.length > quotedCharactersMax ? `${question.slice(0, quotedCharactersMax)}…` : question;
  const answer =
    "This is Headgate's bundled demo model: it does not think, it shows that your gateway works. " +
    (quoted ? `You said: “${quoted}”. ` : "You said nothing. ") +
    "Point the endpoint at a real deployment when you are ready.";
  const tokens = encode(answer);
  const allowed = request.max_completion_tokens ?? request.max_tokens ?? tokens.length;
  const kept = tokens.slice(0, allowed);
  return {
    pieces: [...decodeGenerator(kept)],
    completionTokens: kept.length,
    finishReason: kept.length < tokens.length ? "length" : "stop",
    promptTokens: texts.reduce((sum, text) => sum + countTokens(text) + tokensPerMessage, 0),
  };
}

function toText(value: z.infer<typeof content> | null | undefined): string {
  if (!value) return "";
  return typeof value === "string" ? value : value.map((part) => part.text ?? "").join("\n");
}

/** In short pieces: the tokenizer's time grows faster than the length of what it is given. */
function countTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < Math.min(text.length, countedCharactersMax); at += 500) {
    tokens += encode(text.slice(at, at + 500), { disallowedSpecial: new Set() }).length;
  }
  return tokens;
}
