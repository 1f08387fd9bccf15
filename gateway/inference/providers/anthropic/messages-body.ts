import { invalidRequest } from "../../errors/inference-error";
import { type JsonMember, scanElements } from "../../json/json-members";
import { concatInTurns } from "../../request/concat-in-turns";
import type { InferenceRequest } from "../../request/inference-request";
import { TimedTurn } from "../../request/timed-turn";
import { KeptJson } from "./kept-json";
import { beginMessages, type MessagesRequest } from "./to-messages";

const memberBytesMax = 256 * 1024;
const pieceCharacters = 64 * 1024;
/** Shorter messages are parsed several at once. */
const chunkBytesMax = 8 * 1024;
/** What goes on as it was sent holds numbers of the caller's own. */
const passedOn = new Set(["tools", "response_format", "output_config"]);

/**
 * The request's body as one of the Messages API: message by message and in turns, long texts and
 * images left out and put back as bytes. @throws InferenceError 400
 */
export async function messagesBody(
  { bytes, members }: Pick<InferenceRequest, "bytes" | "members">,
  model: string,
): Promise<Buffer> {
  const kept = new KeptJson();
  // Without a prototype, so that a member of any name is only that.
  const rest: Record<string, unknown> = Object.create(null);
  let messages: JsonMember | undefined;
  for (const member of members) {
    if (member.name === "messages") messages = member;
    else {
      const json = await kept.withTextsCut(bytes, member);
      const isPassedOn = passedOn.has(member.name) && json.length <= memberBytesMax;
      rest[member.name] = parse(isPassedOn ? kept.withNumbersKept(json) : json, member.name);
    }
  }
  const translation = beginMessages(rest, model, kept);
  const turn = new TimedTurn();
  let index = 0;
  for (const chunk of messages ? joinShort(scanElements(bytes, messages)) : []) {
    if (chunk) {
      const json = await kept.withTextsCut(bytes, chunk);
      for (const message of parseList(json, `messages.${index}`)) translation.add(message, index++);
    }
    if (!chunk || turn.isOver) await turn.next();
  }
  return write(translation.end(), kept);
}

type Span = Pick<JsonMember, "valueStart" | "valueEnd">;

/** Elements that follow each other as one span, with the commas between them. */
function* joinShort(spans: Iterable<Span | undefined>): Generator<Span | undefined, void> {
  let chunk: Span | undefined;
  for (const span of spans) {
    if (chunk && span && span.valueEnd - chunk.valueStart > chunkBytesMax) {
      yield chunk;
      chunk = undefined;
    }
    if (span) {
      chunk = { valueStart: chunk?.valueStart ?? span.valueStart, valueEnd: span.valueEnd };
    } else yield undefined;
  }
  if (chunk) yield chunk;
}

function parse(json: string, field: string): unknown {
  return parseList(json, field)[0];
}

/** Values with commas between them. */
function parseList(json: string, field: string): unknown[] {
  if (json.length > memberBytesMax) {
    const most = `${memberBytesMax / 1024} KiB beside its texts and images`;
    throw invalidRequest(`${field} must have at most ${most}`, field);
  }
  try {
    return JSON.parse(`[${json}]`);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
}

/** Block by block, as there may be hundreds of thousands, in pieces of some size. */
async function write(request: MessagesRequest, kept: KeptJson): Promise<Buffer> {
  const turn = new TimedTurn();
  const parts: Buffer[] = [];
  let piece = "";
  for (const json of pieces(request)) {
    piece += json;
    if (piece.length < pieceCharacters) continue;
    parts.push(...kept.putBack(piece));
    piece = "";
    if (turn.isOver) await turn.next();
  }
  parts.push(...kept.putBack(piece));
  return concatInTurns(parts);
}

/** Together the JSON of the request, in pieces of a few blocks. */
function* pieces({ system, messages, ...rest }: MessagesRequest): Generator<string> {
  yield JSON.stringify(rest).slice(0, -1);
  if (system) yield* list(',"system":[', system, "]");
  let separator = ',"messages":[';
  for (const { role, content } of messages) {
    yield* list(`${separator}{"role":"${role}","content":[`, content, "]}");
    separator = ",";
  }
  yield "]}";
}

const blocksPerPiece = 16;

function* list(start: string, blocks: readonly object[], end: string): Generator<string> {
  let before = start;
  let at = 0;
  do {
    yield before + JSON.stringify(blocks.slice(at, at + blocksPerPiece)).slice(1, -1);
    before = ",";
    at += blocksPerPiece;
  } while (at < blocks.length);
  yield end;
}
