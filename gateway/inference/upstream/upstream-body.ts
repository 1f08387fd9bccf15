import { editJson, type JsonEdit, memberEdits } from "../json/edit-json";
import { concatInTurns } from "../request/concat-in-turns";
import { type InferenceRequest, memberValue } from "../request/inference-request";

/**
 * The body for the upstream: the same bytes but for `model`, and, in a stream, for
 * `stream_options.include_usage`. `targetModel` null keeps the slug.
 */
export function toUpstreamBody(
  request: InferenceRequest,
  targetModel: string | null,
): Buffer | Promise<Buffer> {
  const { bytes, members } = request;
  const edits: JsonEdit[] = [];
  if (targetModel !== null) {
    edits.push(...memberEdits(members, bytes, "model", JSON.stringify(targetModel)));
  }
  if (request.stream && !request.wantsUsageChunk) {
    const member = members.find(({ name }) => name === "stream_options");
    const sent = member ? memberValue(bytes, member) : null;
    const options = typeof sent === "object" ? { ...sent, include_usage: true } : {};
    edits.push(...memberEdits(members, bytes, "stream_options", JSON.stringify(options)));
  }
  return edits.length > 0 ? concatInTurns(editJson(bytes, edits)) : bytes;
}
