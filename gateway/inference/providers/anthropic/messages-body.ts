import { invalidRequest } from "../../errors/inference-error";
import { type JsonMember, scanElements } from "../../json/json-members";
import { concatInTurns } from "../../request/concat-in-turns";
import type { InferenceRequest } from "../../request/inference-request";
import { yieldToOthers } from "../../request/yield-to-others";
import { KeptJson } from "./kept-json";
import { beginMessages, type MessagesRequest } from "./to-messages";

const memberBytesMax = 256 * 1024;
const turnMsMax = 5;
const pieceCharacters = 64 * 1024;
/** What goes on as it was sent holds numbers of the caller's own. */
const passedOn = new Set(["tools", "response_format", "output_config"]);

type Body = Pick<InferenceRequest, "bytes" | "members" | "parsed">;

/** The request's body as one of the Messages API. @throws InferenceError 400 */
export function messagesBody(request: Body, model: string): Buffer | Promise<Buffer> {
  return request.parsed ? smallBody(request, request.parsed, model) : largeBody(request, model);
}

function smallBody(
  { bytes, members }: Body,
  parsed: NonNullable<Body["parsed"]>,
  model: string,
): Buffer {
  const kept = new KeptJson();
  const { messages, ...sent } = parsed;
  const rest: Record<string, unknown> = sent;
  for (const { name, valueStart, valueEnd } of members) {
    if (!passedOn.has(name)) continue;
    const json = bytes.toString("utf8", valueStart, valueEnd);
    const exact = kept.withNumbersKept(json);
    if (exact !== json) rest[name] = JSON.parse(exact);
  }
  const translation = beginMessages(rest, model, kept);
  for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
    translation.add(message, index);
  }
  return Buffer.concat(kept.putBack(JSON.stringify(translation.end())));
}

/**
 * For bodies that would hold the event loop if they were parsed in one go: message by message, long
 * texts and images left out and put back as bytes.
 */
async function largeBody({ bytes, members }: Body, model: string): Promise<Buffer> {
  const kept = new KeptJson();
  const rest: Record<string, unknown> = {};
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
  let turnEndsMs = performance.now() + turnMsMax;
  let index = 0;
  for (const span of messages ? scanElements(bytes, messages) : []) {
    if (span) {
      translation.add(parse(await kept.withTextsCut(bytes, span), `messages.${index}`), index);
      index++;
    }
    if (span && performance.now() < turnEndsMs) continue;
    await yieldToOthers();
    turnEndsMs = performance.now() + turnMsMax;
  }
  return write(translation.end(), kept);
}

function parse(json: string, field: string): unknown {
  if (json.length > memberBytesMax) {
    const most = `${memberBytesMax / 1024} KiB beside its texts and images`;
    throw invalidRequest(`${field} must have at most ${most}`, field);
  }
  try {
    return JSON.parse(json);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
}

/** Block by block, as there may be hundreds of thousands, in pieces of some size. */
async function write(request: MessagesRequest, kept: KeptJson): Promise<Buffer> {
  const parts: Buffer[] = [];
  let piece = "";
  let turnEndsMs = performance.now() + turnMsMax;
  for (const json of pieces(request)) {
    piece += json;
    if (piece.length < pieceCharacters) continue;
    parts.push(...kept.putBack(piece));
    piece = "";
    if (performance.now() < turnEndsMs) continue;
    await yieldToOthers();
    turnEndsMs = performance.now() + turnMsMax;
  }
  parts.push(...kept.putBack(piece));
  await yieldToOthers();
  return concatInTurns(parts);
}

/** Together the JSON of the request; no piece is longer than one block. */
function* pieces({ system, messages, ...rest }: MessagesRequest): Generator<string> {
  yield JSON.stringify(rest).slice(0, -1);
  if (system) {
    yield ',"system":';
    yield* list(system);
  }
  yield ',"messages":[';
  for (const [index, { role, content }] of messages.entries()) {
    yield `${index > 0 ? "," : ""}{"role":"${role}","content":`;
    yield* list(content);
    yield "}";
  }
  yield "]}";
}

function* list(blocks: readonly object[]): Generator<string> {
  yield "[";
  for (const [index, block] of blocks.entries()) {
    yield `${index > 0 ? "," : ""}${JSON.stringify(block)}`;
  }
  yield "]";
}
