import { countTokens } from "./count-tokens";
import type { InferenceRequest } from "./inference-request";
import { endOfString, quickEndOfString, quote } from "./json-strings";
import { runInTurns, yieldToOthers } from "./yield-to-others";

/** What the chat format adds to each message, and once to the answer. */
const tokensPerMessage = 4;
const tokensPerAnswer = 3;
/** An image, sound or file: what it really costs is learned per slug. */
const tokensPerAttachment = 300;

const countedMembers = [
  "messages",
  "prompt",
  "input",
  "suffix",
  "tools",
  "functions",
  "response_format",
];

/** Tokens of the prompt by our own tokenizer; a large one is counted by samples. At least 1. */
export async function countPrompt(request: InferenceRequest): Promise<number> {
  const spans = request.members.filter(({ name }) => countedMembers.includes(name));
  if (!request.parsed) return sampledCount(request.bytes, spans);
  const texts: string[] = [];
  let overhead = tokensPerAnswer;
  const { promptMember } = request.operation;
  for (const { name, valueStart, valueEnd } of spans) {
    if (name === promptMember) overhead += await collect(request.parsed[name], texts);
    else texts.push(request.bytes.toString("utf8", valueStart, valueEnd));
  }
  return overhead + (await countTokens(texts));
}

const valuesPerTurn = 4_000;

/** Gathers the texts of messages; answers the tokens of what is no text. */
async function collect(messages: unknown, texts: string[]): Promise<number> {
  let overhead = 0;
  let values = 0;
  const rest: unknown[] = [messages];
  if (Array.isArray(messages) && typeof messages[0] === "object") {
    overhead += messages.length * tokensPerMessage;
  }
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (++values % valuesPerTurn === 0) await yieldToOthers();
    if (typeof value === "string") {
      if (isAttachment(value)) overhead += tokensPerAttachment;
      else texts.push(value);
    } else if (typeof value === "number") {
      // A prompt may be sent as tokens.
      overhead += 1;
    } else if (Array.isArray(value)) {
      for (const inner of value) rest.push(inner);
    } else if (typeof value === "object" && value !== null) {
      const isMessagePart = "type" in value || "role" in value;
      for (const [key, inner] of Object.entries(value)) {
        // The role and the kind of a part are paid with the message.
        if (!(isMessagePart && (key === "role" || key === "type"))) rest.push(inner);
      }
    }
  }
  return overhead;
}

function isAttachment(text: string): boolean {
  return text.startsWith("data:") && text.length > 64;
}

const samples = 64;
const sampleBytes = 2_048;
const stringsPerTurn = 4_000;

/** Counts evenly spaced samples of all strings, and takes the rest to be like them. */
async function sampledCount(
  bytes: Buffer,
  spans: readonly { valueStart: number; valueEnd: number }[],
): Promise<number> {
  const allBytes = spans.reduce((sum, span) => sum + span.valueEnd - span.valueStart, 0);
  const strideBytes = Math.max(sampleBytes, allBytes / samples);
  const texts: string[] = [];
  let textBytes = 0;
  let sampledBytes = 0;
  let attachments = 0;
  let strings = 0;
  for (const { valueStart, valueEnd } of spans) {
    for (let at = bytes.indexOf(quote, valueStart); at >= 0 && at < valueEnd; ) {
      const end = quickEndOfString(bytes, at) ?? (await runInTurns(endOfString(bytes, at)));
      if (end - at > 66 && bytes.toString("latin1", at + 1, at + 6) === "data:") attachments++;
      else {
        for (let from = at + 1; from < end - 1; from += sampleBytes) {
          const to = Math.min(from + sampleBytes, end - 1);
          textBytes += to - from;
          if (texts.length * strideBytes > textBytes) continue;
          texts.push(bytes.toString("utf8", from, to));
          sampledBytes += to - from;
        }
      }
      at = bytes.indexOf(quote, end);
      if (++strings % stringsPerTurn === 0) await yieldToOthers();
    }
  }
  const sampledTokens = await countTokens(texts);
  const textTokens = sampledBytes > 0 ? (sampledTokens * textBytes) / sampledBytes : 0;
  return tokensPerAnswer + attachments * tokensPerAttachment + Math.ceil(textTokens);
}
