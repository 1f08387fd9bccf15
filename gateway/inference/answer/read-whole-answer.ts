import { isRecord, parseJson } from "../../contracts/leaves/json";
import { decodedPieces } from "../admission/text-spans";
import { type JsonMember, scanElements, scanMembers } from "../json/json-members";
import { quote } from "../json/json-strings";
import { runInTurns } from "../request/run-in-turns";
import { TimedTurn } from "../request/timed-turn";
import { type AnswerPart, bytesNames, toAnswerPart } from "./answer-usage";

export interface WholeAnswer {
  part: AnswerPart;
  /** Where its members lie. */
  members: readonly JsonMember[];
}

/** Of what is parsed in one go. */
const parsedBytesMax = 128 * 1024;
const membersMax = 1_000;
/** What more of them wrote is not counted here, where the upstream says no usage. */
const elementsMax = 1_000;
/** No answer has texts that are deeper. */
const depthMax = 8;
const openBrace = 0x7b;
const openBracket = 0x5b;
/** In the place of a large picture, sound or list of numbers: that there is one. */
const largeBytes = [0];

type Span = Pick<JsonMember, "valueStart" | "valueEnd">;

/**
 * What a whole answer says; undefined where it is no JSON object. What is large in it (a long text,
 * thousands of embeddings) is not parsed, which would hold everybody up: what is small in that is.
 */
export async function readWholeAnswer(json: Buffer): Promise<WholeAnswer | undefined> {
  const members = await runInTurns(scanMembers(json, membersMax));
  if (!members || members.length > membersMax) return undefined;
  const all = { valueStart: 0, valueEnd: json.length };
  const answer = isLarge(all) ? await answerIn(json, members) : parsedIn(json, all);
  return isRecord(answer) ? { part: toAnswerPart(answer), members } : undefined;
}

function isLarge({ valueStart, valueEnd }: Span): boolean {
  return valueEnd - valueStart > parsedBytesMax;
}

function parsedIn(json: Buffer, { valueStart, valueEnd }: Span): unknown {
  return parseJson(json.toString("utf8", valueStart, valueEnd));
}

async function answerIn(json: Buffer, members: readonly JsonMember[]) {
  const turn = new TimedTurn();
  const answer: Record<string, unknown> = Object.create(null);
  for (const member of members) {
    const { name } = member;
    if (name === "choices") answer[name] = await valueIn(json, member, depthMax, turn);
    else if (!isLarge(member)) answer[name] = parsedIn(json, member);
    else if (name === "data") answer[name] = await firstItem(json, member, turn);
  }
  return answer;
}

/** A value whose long texts come in pieces, and whose pictures and sounds are left out. */
async function valueIn(json: Buffer, span: Span, depth: number, turn: TimedTurn): Promise<unknown> {
  if (!isLarge(span)) return parsedIn(json, span);
  if (depth === 0) return largeBytes;
  switch (json[span.valueStart]) {
    case quote:
      return textIn(json, span, turn);
    case openBracket:
      return listIn(json, span, depth, turn);
    case openBrace:
      return objectIn(json, span, depth, turn);
    default:
      return undefined;
  }
}

async function listIn(json: Buffer, span: Span, depth: number, turn: TimedTurn) {
  const list: unknown[] = [];
  for (const element of scanElements(json, span)) {
    if (element) list.push(await valueIn(json, element, depth - 1, turn));
    if (list.length >= elementsMax) break;
    if (!element || turn.isOver) await turn.next();
  }
  return list;
}

async function objectIn(json: Buffer, span: Span, depth: number, turn: TimedTurn) {
  const object: Record<string, unknown> = Object.create(null);
  const bytes = json.subarray(span.valueStart, span.valueEnd);
  for (const member of (await runInTurns(scanMembers(bytes, membersMax))) ?? []) {
    const { name } = member;
    // Of a sound there may be a transcript in it.
    const isBytes =
      isLarge(member) && bytesNames.has(name) && bytes[member.valueStart] !== openBrace;
    object[name] = isBytes ? largeBytes : await valueIn(bytes, member, depth - 1, turn);
    if (turn.isOver) await turn.next();
  }
  return object;
}

async function textIn(json: Buffer, { valueStart, valueEnd }: Span, turn: TimedTurn) {
  const texts: Record<string, string> = {};
  let count = 0;
  for (const text of decodedPieces(json, valueStart + 1, valueEnd - 1)) {
    texts[`${count++}`] = text;
    if (turn.isOver) await turn.next();
  }
  return texts;
}

/** Enough to tell embeddings from anything else. */
async function firstItem(json: Buffer, span: Span, turn: TimedTurn): Promise<object[]> {
  for (const element of scanElements(json, span)) {
    if (element) return [await objectIn(json, element, 1, turn)];
    await turn.next();
  }
  return [];
}
