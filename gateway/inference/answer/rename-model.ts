import { editJson, memberEdits } from "../json/edit-json";
import { type JsonMember, readMembers } from "../json/json-members";
import type { AnswerPart } from "./answer-usage";
import { type SseEvent, withData } from "./sse-events";

/** More is written in pieces; less is one write, which is cheaper than a copy of it. */
const joinedBytesMax = 128 * 1024;

/** The answer, or chunk of one, with the slug as its `model`; every other byte stays. */
export function renameModel(json: Buffer, members: readonly JsonMember[], slug: string): Buffer[] {
  const parts = editJson(json, memberEdits(members, json, "model", JSON.stringify(slug)));
  return json.length <= joinedBytesMax ? [Buffer.concat(parts)] : parts;
}

/** The head of an event up to the end of its `model`, and the same with the slug in it. */
interface KnownHead {
  model: unknown;
  sent: Buffer;
  renamed: Buffer;
}

/**
 * Renames the events of one stream, answering the pieces of each. They usually begin with the same
 * bytes: where an event does, its `model` lies where that of the one before did.
 */
export function createEventRenamer(slug: string): (event: SseEvent, part: AnswerPart) => Buffer[] {
  const name = Buffer.from(JSON.stringify(slug));
  let known: KnownHead | undefined;

  function findHead({ bytes, dataStart, data }: SseEvent, model: unknown): KnownHead | undefined {
    const members = data && dataStart >= 0 ? readMembers(data) : undefined;
    const [member, another] = members?.filter((one) => one.name === "model") ?? [];
    if (!member || another) return undefined;
    const sent = bytes.subarray(0, dataStart + member.valueEnd);
    const renamed = Buffer.concat([bytes.subarray(0, dataStart + member.valueStart), name]);
    return { model, sent, renamed };
  }

  return (event, part) => {
    const { bytes, data } = event;
    if (part.model === slug || !data) return [bytes];
    if (!(known && part.model === known.model && startsWith(bytes, known.sent))) {
      known = findHead(event, part.model);
    }
    if (known) return [known.renamed, bytes.subarray(known.sent.length)];
    const members = readMembers(data);
    return [members ? withData(event, renameModel(data, members, slug)) : bytes];
  };
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.length > head.length && head.compare(bytes, 0, head.length) === 0;
}
