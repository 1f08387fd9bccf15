import type { JsonMember } from "./json-members";

export interface JsonEdit {
  start: number;
  /** Exclusive. */
  end: number;
  text: string;
}

const openBrace = 0x7b;

/** Applies edits that do not overlap; every other byte stays, and none is copied: it comes in pieces. */
export function editJson(json: Buffer, edits: readonly JsonEdit[]): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(json.subarray(from, start), Buffer.from(text));
    from = end;
  }
  parts.push(json.subarray(from));
  return parts;
}

/** Edits that give the object this member; a member of that name is replaced in place. */
export function memberEdits(
  members: readonly JsonMember[],
  json: Buffer,
  name: string,
  text: string,
): JsonEdit[] {
  const same = members.filter((member) => member.name === name);
  if (same.length > 0) {
    return same.map(({ valueStart, valueEnd }) => ({ start: valueStart, end: valueEnd, text }));
  }
  const start = json.indexOf(openBrace) + 1;
  const separator = members.length > 0 ? "," : "";
  return [{ start, end: start, text: `${JSON.stringify(name)}:${text}${separator}` }];
}
