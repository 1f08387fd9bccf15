import { type JsonMember, readMembers, scanElements } from "../../json/json-members";

/** The arguments of a tool call as the provider wrote them: parsed, numbers would be rounded. */
export function toArguments(input: unknown, written: () => string | undefined): string {
  if (input === undefined || input === null) return "{}";
  // Some servers send the text itself.
  if (typeof input === "string") return input.trim() === "" ? "{}" : input;
  if (typeof input === "object" && Object.keys(input).length === 0) return "{}";
  return written() ?? JSON.stringify(input);
}

/** The id of a call; one that has none gets one, for its result must name it. */
export function toCallId(id: string | null | undefined, answerId: string, at: number): string {
  return id || `call_${answerId.replaceAll(/[^\w-]/g, "_")}_${at}`;
}

/** How `input` of the content block at this place is written in a whole message. */
export function writtenInput(message: Buffer, index: number): string | undefined {
  const content = findMember(message, "content");
  if (!content) return undefined;
  let at = 0;
  for (const span of scanElements(message, content)) {
    // While it walks over a long one it yields nothing.
    if (span && at++ === index) return findInput(message.subarray(span.valueStart, span.valueEnd));
  }
  return undefined;
}

/** How `input` of the block that an event starts is written. */
export function writtenStartInput(event: Buffer): string | undefined {
  const block = findMember(event, "content_block");
  return block && findInput(event.subarray(block.valueStart, block.valueEnd));
}

function findInput(block: Buffer): string | undefined {
  const input = findMember(block, "input");
  return input && block.toString("utf8", input.valueStart, input.valueEnd);
}

/** The last of that name, as JSON.parse takes it. */
function findMember(json: Buffer, name: string): JsonMember | undefined {
  return readMembers(json)?.findLast((member) => member.name === name);
}
