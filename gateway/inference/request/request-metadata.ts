import { invalidRequest } from "../errors/inference-error";
import type { JsonMember } from "../json/json-members";

const depthMax = 64;

/**
 * The `metadata` object as the text it was sent as: numbers beyond 2^53, order and spacing stay. Null
 * for anything else. @throws InferenceError 400 for what is nested too deeply to be stored.
 */
export function readMetadata(
  bytes: Buffer,
  members: readonly JsonMember[],
  value: unknown,
): string | null {
  const member = members.find(({ name }) => name === "metadata");
  if (!member || typeof value !== "object" || value === null || Array.isArray(value)) return null;
  if (!isShallow(value, depthMax)) {
    throw invalidRequest(`metadata must be nested at most ${depthMax} deep`, "metadata");
  }
  return bytes.toString("utf8", member.valueStart, member.valueEnd);
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
