import type { AnswerPart } from "./answer-usage";
import { editJson, memberEdits, readMembers } from "./json-members";

/** The answer, or chunk of one, with the slug as its `model`; every other byte stays. */
export function renameModel(json: Buffer, part: AnswerPart, slug: string): Buffer {
  if (part.model === slug) return json;
  const members = readMembers(json);
  if (!members) return json;
  return editJson(json, memberEdits(members, json, "model", JSON.stringify(slug)));
}
