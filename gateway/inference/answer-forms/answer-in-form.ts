import { isRecord, parseJson } from "../../contracts/leaves/json";
import { readUsage } from "../answer/read-usage";
import { type SseEvent, SseSplitter } from "../answer/sse-events";
import type { AnswerBody, TakeChunk } from "../answer-body";
import type { InferenceRequest } from "../request/inference-request";
import { brokenAnswer } from "../upstream/upstream-failure";
import { errorWithin } from "../upstream-errors/error-within";
import { WholeAnswer } from "./chunks-to-whole";
import { wholeToEvents } from "./whole-to-events";

const answerBytesMax = 64 * 1024 * 1024;
const nothing = Buffer.alloc(0);
const openBrace = 0x7b;

/** The answer in the form that was asked for, whatever form the upstream chose. */
export function answerInForm(
  body: AnswerBody,
  request: Pick<InferenceRequest, "stream" | "choices">,
  isEventStream: boolean,
): AnswerBody {
  if (request.stream === isEventStream) return body;
  return {
    destroy: () => body.destroy(),
    read: (take) => (request.stream ? readAsStream(body, take) : readAsWhole(body, request, take)),
  };
}

/** A server that streams without saying so is relayed as it writes. */
async function readAsStream(body: AnswerBody, take: TakeChunk): Promise<void> {
  let isStream: boolean | undefined;
  let chunks: Buffer[] = [];
  let bytes = 0;
  await body.read((chunk) => {
    if (isStream) return take(chunk);
    chunks.push(chunk);
    // The first chunks may be single bytes, so that it can't be told yet.
    isStream ??= looksLikeEvents(chunks.length === 1 ? chunk : Buffer.concat(chunks));
    if (isStream) {
      const begun = Buffer.concat(chunks);
      chunks = [];
      return take(begun);
    }
    bytes = countBytes(bytes, chunk, take);
    return true;
  });
  if (isStream) return;
  const text = Buffer.concat(chunks).toString("utf8");
  await take(Buffer.from(wholeToEvents(parseJson(text)) ?? errorEvent(text)));
}

async function readAsWhole(
  body: AnswerBody,
  { choices }: Pick<InferenceRequest, "choices">,
  take: TakeChunk,
): Promise<void> {
  const splitter = new SseSplitter();
  const reader = new WholeReader();
  let bytes = 0;
  await body.read((chunk) => {
    bytes = countBytes(bytes, chunk, take);
    for (const event of splitter.push(chunk)) reader.take(event);
    return !reader.isDone;
  });
  for (const event of splitter.end()) reader.take(event);
  await take(reader.result(choices));
}

/** The whole answer in a stream that came under another name; undefined for what is none. */
export function wholeOfEvents(bytes: Buffer, choices: number): Buffer | undefined {
  // What nearly every answer begins with.
  if (bytes[0] === openBrace || !looksLikeEvents(bytes)) return undefined;
  const splitter = new SseSplitter();
  const reader = new WholeReader();
  for (const event of [...splitter.push(bytes), ...splitter.end()]) reader.take(event);
  return reader.result(choices);
}

function countBytes(before: number, chunk: Buffer, take: TakeChunk): number {
  // Tells the reader that the model has begun, before the form of its answer is known.
  if (before === 0) void take(nothing);
  const bytes = before + chunk.length;
  if (bytes > answerBytesMax) throw brokenAnswer("sent too large an answer");
  return bytes;
}

class WholeReader {
  isDone = false;
  private readonly answer = new WholeAnswer();
  private other: string | undefined;

  take({ bytes, data, isError }: SseEvent): void {
    if (this.isDone) return;
    const text = (data ?? bytes).toString("utf8");
    if (text.trim() === "[DONE]") {
      this.isDone = true;
      return;
    }
    if ((data === undefined || data.length === 0) && !isError && !text.startsWith("{")) return;
    const value = parseJson(text.replace(/^error: ?/, ""));
    if (!isRecord(value) || isError) this.fail(text);
    else {
      const { choices: sent } = value;
      const choices = Array.isArray(sent) ? sent.filter(isRecord) : [];
      if (errorWithin(value, choices)) this.fail(text);
      // As in a stream, what is unknown and no error is passed over.
      else if (Array.isArray(sent) || readUsage(value, choices)) this.answer.add(value);
    }
  }

  /** @throws InferenceError where the stream broke off */
  result(choices: number): Buffer {
    if (this.other !== undefined) return Buffer.from(this.other);
    if (!this.isDone && this.answer.finished < choices) {
      throw brokenAnswer("ended its answer too early");
    }
    return Buffer.from(JSON.stringify(this.answer.toJson()));
  }

  /** Keeps a text that is no event: whoever reads whole answers finds the error in it. */
  private fail(text: string): void {
    this.isDone = true;
    this.other = isRecord(parseJson(text)) ? text : JSON.stringify({ error: text });
  }
}

const lookedAtBytes = 1_024;
const fieldNames = [":", "data:", "event:", "id:", "retry:"];

const byteOrderMark = "\u00ef\u00bb\u00bf";

/** Undefined while what came may still become either. */
function looksLikeEvents(start: Buffer): boolean | undefined {
  const sent = start.toString("latin1", 0, lookedAtBytes);
  const marked = sent.startsWith(byteOrderMark) ? sent.slice(byteOrderMark.length) : sent;
  const text = marked.trimStart();
  if (fieldNames.some((name) => text.startsWith(name))) return true;
  const isOpen = byteOrderMark.startsWith(sent) || fieldNames.some((name) => name.startsWith(text));
  return isOpen && start.length < lookedAtBytes ? undefined : false;
}

/** Wraps what is no answer into an error event. */
function errorEvent(text: string): string {
  const lines = text.slice(0, 64 * 1024).split(/\r?\n|\r/);
  return `event: error\n${lines.map((line) => `data: ${line}\n`).join("")}\n`;
}
