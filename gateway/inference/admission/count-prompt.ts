import { quote } from "../json/json-strings";
import { walkJson } from "../json/json-walk";
import { imageList, memberMeaning } from "../member-meaning";
import type { InferenceRequest } from "../request/inference-request";
import { runInTurns } from "../request/run-in-turns";
import { type AttachmentCounts, PromptReader } from "./prompt-reader";
import { countSpans, decodeCharacters, decodeString, TextSpans } from "./text-spans";

const openBracket = 0x5b;
const openBrace = 0x7b;
/** What the chat format adds once, for the answer. */
const tokensPerAnswer = 3;

/** What our own tokenizer counts of a prompt. */
export interface PromptCount {
  /** At least 1. */
  textTokens: number;
  attachments: AttachmentCounts;
}

/**
 * Counts what goes upstream: everything is text until it is known to be none, and an attachment is
 * known by where it stands. Decision record 62.
 */
export async function countPrompt({
  bytes,
  members,
  operation,
}: InferenceRequest): Promise<PromptCount> {
  const reader = new PromptReader(bytes);
  const others = new TextSpans();
  for (const { name, valueStart, valueEnd } of members) {
    const isImages = name === "images" && operation.path === "/embeddings";
    const meaning = isImages
      ? { is: "prompt" as const, place: imageList }
      : memberMeaning(name, valueEnd - valueStart);
    if (meaning.is === "prompt") {
      reader.begin(meaning.place);
      await runInTurns(walkJson(bytes, valueStart, reader, { isKnown: true }));
    } else if (meaning.is === "text") {
      const first = bytes[valueStart];
      if (first === quote) reader.texts.add(valueStart + 1, valueEnd - 1);
      else if (first === openBracket || first === openBrace) others.add(valueStart, valueEnd);
    }
  }
  const texts = await countSpans(bytes, [
    { spans: reader.texts, decode: decodeString },
    { spans: others, decode: decodeCharacters },
  ]);
  return {
    textTokens: tokensPerAnswer + reader.tokens + texts,
    attachments: reader.attachments,
  };
}
