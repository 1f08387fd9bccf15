import { type AnswerPart, answerPartOf, readAnswerPart } from "./answer-usage";
import { type JsonMember, scanElements, scanMembers } from "./json-members";
import { parseJson } from "./upstream-errors/json-value";
import { runInTurns, yieldToOthers } from "./yield-to-others";

export interface WholeRead {
  part: AnswerPart;
  /** Where the members of a large answer lie; of a small one it is found when it is needed. */
  members?: readonly JsonMember[];
}

const parsedBytesMax = 128 * 1024;
const memberBytesMax = 64 * 1024;
const pieceBytes = 64 * 1024;
const membersMax = 1_000;
/** What more of them wrote is not counted here, where the upstream says no usage. */
const choicesMax = 1_000;
const choicesPerTurn = 100;

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
    else if (name === "choices") answer[name] = await choicesIn(json, member);
    else if (name === "data") answer[name] = await firstItem(json, member);
  }
  return { part: answerPartOf(answer), members };
}

function parsedIn(json: Buffer, { valueStart, valueEnd }: Span): unknown {
  return parseJson(json.toString("utf8", valueStart, valueEnd));
}

/** Choices with what they wrote as raw pieces: what it says is not looked at, that it is there is. */
async function choicesIn(json: Buffer, span: Span): Promise<object[]> {
  const choices: object[] = [];
  for (const element of scanElements(json, span)) {
    if (element) choices.push(await objectIn(json, element));
    if (choices.length >= choicesMax) break;
    if (!element || choices.length % choicesPerTurn === 0) await yieldToOthers();
  }
  return choices;
}

async function objectIn(json: Buffer, { valueStart, valueEnd }: Span): Promise<object> {
  const object: Record<string, unknown> = {};
  const bytes = json.subarray(valueStart, valueEnd);
  for (const member of (await runInTurns(scanMembers(bytes, membersMax))) ?? []) {
    const isSmall = member.valueEnd - member.valueStart <= memberBytesMax;
    object[member.name] = isSmall ? parsedIn(bytes, member) : await pieces(bytes, member);
  }
  return object;
}

async function pieces(bytes: Buffer, { valueStart, valueEnd }: Span): Promise<object> {
  const texts: Record<string, string> = {};
  for (let from = valueStart; from < valueEnd; from += pieceBytes) {
    texts[from] = bytes.toString("utf8", from, Math.min(valueEnd, from + pieceBytes));
    await yieldToOthers();
  }
  return texts;
}

/** Enough to tell embeddings from anything else. */
async function firstItem(json: Buffer, span: Span): Promise<object[]> {
  for (const element of scanElements(json, span)) {
    if (element) return [await objectIn(json, element)];
    await yieldToOthers();
  }
  return [];
}
