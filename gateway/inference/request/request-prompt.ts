import { invalidRequest } from "../errors/inference-error";
import type { Operation } from "./operation";
import type { PromptShape } from "./request-shape";

/** How many prompts are sent: a completion may bring a list of texts, or of lists of tokens. */
export function countPrompts(
  { kind, elements, isManyPrompts }: PromptShape,
  { path }: Operation,
): number {
  const isMany = path === "/completions" && kind === "list" && isManyPrompts;
  return isMany ? Math.max(1, elements) : 1;
}

/** @throws InferenceError 400 */
export function requirePrompt(
  { kind, elements, badMessage }: PromptShape,
  { promptMember }: Operation,
): void {
  if (promptMember !== "messages") {
    if (kind === "list" || kind === "text") return;
    throw invalidRequest(`${promptMember} is required: a text or a list`, promptMember);
  }
  if (kind !== "list") throw invalidRequest("messages is required and must be a list", "messages");
  if (elements === 0) throw invalidRequest("messages must hold at least one message", "messages");
  if (!badMessage) return;
  const name = `messages[${badMessage.index}]`;
  if (badMessage.lacks === "object") throw invalidRequest(`${name} must be an object`, name);
  throw invalidRequest(`${name}.role is required: user, system or assistant, say`, `${name}.role`);
}
