import { parseJson } from "../../contracts/leaves/json";
import { decodedPieces } from "../admission/text-spans";
import { type JsonMember, scanElements, scanMembers } from "../json/json-members";
import { bytesPerTurn, quote } from "../json/json-strings";
import { runInTurns } from "../request/run-in-turns";
import { yieldToOthers } from "../request/yield-to-others";
import { type AnswerPart, bytesNames, readAnswerPart, toAnswerPart } from "./answer-usage";

export interface WholeRead {
  part: AnswerPart;
  /** Where the members of a large answer lie; of a small one it is found when it is needed. */
  members?: readonly JsonMember[];
}

const parsedBytesMax = 128 * 1024;
const memberBytesMax = 64 * 1024;
const membersMax = 1_000;
/** What more of them wrote is not counted here, where the upstream says no usage. */
const elementsMax = 1_000;
const elementsPerTurn = 100;
/** No answer has texts that are deeper. */
const depthMax = 8;
const openBrace = 0x7b;
const openBracket = 0x5b;
/** In the place of a large picture, sound or list of numbers: that there is one. */
const largeBytes = [0];

type Span = Pick<JsonMember, "valueStart" | "valueEnd">;

/**
 * What a whole answer says; undefined where it is no JSON object. A large one (thousands of
 * embeddings) is not parsed, which would hold everybody up: its structure and small members do.
 */
export async function readWholeAnswer(json: Buffer): Promise<WholeRead | undefined> {
  if (json.length <= parsedBytesMax) {
    const part = readAnswerPart(json.toString("utf8"));
    return part && { part };
  }
  const members = await runInTurns(scanMembers(json, membersMax));
  if (!members || members.length > membersMax) return undefined;
  const answer: Record<string, unknown> = {};
  for (const member of members) {
    const { name, valueStart, valueEnd } = member;
    if (valueEnd - valueStart <= memberBytesMax) answer[name] = parsedIn(json, member);
    else if (name === "choices") answer[name] = await valueIn(json, member, depthMax);
    else if (name === "data") answer[name] = await firstItem(json, member);
  }
  return { part: toAnswerPart(answer), members };
}

function parsedIn(json: Buffer, { valueStart, valueEnd }: Span): unknown {
  return parseJson(json.toString("utf8", valueStart, valueEnd));
}

/** A value whose long texts come in pieces, and whose pictures and sounds are left out. */
async function valueIn(json: Buffer, span: Span, depth: number): Promise<unknown> {
  const { valueStart, valueEnd } = span;
  if (valueEnd - valueStart <= memberBytesMax) return parsedIn(json, span);
  if (depth === 0) return largeBytes;
  switch (json[valueStart]) {
    case quote:
      return textIn(json, span);
    case openBracket:
      return listIn(json, span, depth);
    case openBrace:
      return objectIn(json, span, depth);
    default:
      return undefined;
  }
}

async function listIn(json: Buffer, span: Span, depth: number): Promise<unknown[]> {
  const list: unknown[] = [];
  let turnEnd = span.valueStart + bytesPerTurn;
  for (const element of scanElements(json, span)) {
    if (element) list.push(await valueIn(json, element, depth - 1));
    if (list.length >= elementsMax) break;
    const isTurnOver = element === undefined || element.valueEnd >= turnEnd;
    if (!isTurnOver && list.length % elementsPerTurn !== 0) continue;
    turnEnd = (element?.valueEnd ?? turnEnd) + bytesPerTurn;
    await yieldToOthers();
  }
  return list;
}

async function objectIn(json: Buffer, { valueStart, valueEnd }: Span, depth: number) {
  const object: Record<string, unknown> = {};
  const bytes = json.subarray(valueStart, valueEnd);
  let turnEnd = bytesPerTurn;
  for (const member of (await runInTurns(scanMembers(bytes, membersMax))) ?? []) {
    const { name } = member;
    const isLarge = member.valueEnd - member.valueStart > memberBytesMax;
    // Of a sound there may be a transcript in it.
    const isBytes = isLarge && bytesNames.has(name) && bytes[member.valueStart] !== openBrace;
    object[name] = isBytes ? largeBytes : await valueIn(bytes, member, depth - 1);
    if (member.valueEnd < turnEnd) continue;
    turnEnd = member.valueEnd + bytesPerTurn;
    await yieldToOthers();
  }
  return object;
}

async function textIn(json: Buffer, { valueStart, valueEnd }: Span): Promise<object> {
  const texts: Record<string, string> = {};
  let count = 0;
  for (const text of decodedPieces(json, valueStart + 1, valueEnd - 1)) {
    texts[`${count++}`] = text;
    await yieldToOthers();
  }
  return texts;
}

/** Enough to tell embeddings from anything else. */
async function firstItem(json: Buffer, span: Span): Promise<object[]> {
  for (const element of scanElements(json, span)) {
    if (element) return [await objectIn(json, element, 1)];
    await yieldToOthers();
  }
  return [];
}
