import { type AnswerPart, readAnswerPart } from "../answer/answer-usage";

/** A chunk that was read, and what stands around the only text in it. */
interface Sample {
  head: Buffer;
  tail: Buffer;
  part: AnswerPart;
}

/** What ends a JSON string, or is written differently in one. */
const notPlain = /["\\\p{Cc}\ufffd]/u;

/** A stream whose chunks differ in more than their text is not worth further samples. */
const samplesMax = 8;

/**
 * Reads the chunks of one stream; undefined for one that is no JSON object. Most differ from the one
 * before in their text alone, and such a one need not be parsed: between the same bytes, characters
 * that mean nothing to JSON can only be another value of the same string.
 */
export function createChunkReader(): (data: Buffer) => AnswerPart | undefined {
  let sample: Sample | undefined;
  let samples = 0;
  return (data) => {
    const text = sample && textBetween(data, sample);
    if (sample && text !== undefined) return withText(sample.part, text);
    const part = readAnswerPart(data.toString("utf8"));
    if (part && samples < samplesMax) {
      samples++;
      sample = takeSample(data, part);
    }
    return part;
  };
}

function withText(part: AnswerPart, text: string): AnswerPart {
  const { model, usage, error, isUsageOnly, finished } = part;
  const isWritten = text !== "";
  const isAnswer = isWritten || finished.length > 0;
  return { model, usage, error, isAnswer, isWritten, isUsageOnly, finished, texts: [text] };
}

/** Undefined where the chunk differs in more than a text, or in one that JSON has to read. */
function textBetween(data: Buffer, { head, tail }: Sample): string | undefined {
  const end = data.length - tail.length;
  const isAround =
    end >= head.length &&
    data.compare(head, 0, head.length, 0, head.length) === 0 &&
    data.compare(tail, 0, tail.length, end) === 0;
  if (!isAround) return undefined;
  const text = data.toString("utf8", head.length, end);
  return notPlain.test(text) ? undefined : text;
}

function takeSample(data: Buffer, part: AnswerPart): Sample | undefined {
  const [text, another] = part.texts;
  if (!text || another !== undefined || notPlain.test(text)) return undefined;
  const value = Buffer.from(`:"${text}"`);
  const start = data.indexOf(value);
  if (start < 0) return undefined;
  // Copies: a view would keep all that came with it in memory.
  const head = Buffer.from(data.subarray(0, start + 2));
  const tail = Buffer.from(data.subarray(start + value.length - 1));
  // The same value may stand elsewhere: whether this one is the text shows with another in its place.
  const other = `${text}.`;
  const probe = readAnswerPart(Buffer.concat([head, Buffer.from(other), tail]).toString("utf8"));
  return probe?.texts.length === 1 && probe.texts[0] === other ? { head, tail, part } : undefined;
}
