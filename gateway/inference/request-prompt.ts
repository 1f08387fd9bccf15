import { invalidRequest } from "./inference-error";
import { type JsonMember, scanElements, skipSpace } from "./json-members";
import { quote } from "./json-strings";
import type { Operation } from "./operation";
import { yieldToOthers } from "./yield-to-others";

const openBracket = 0x5b;
const closeBracket = 0x5d;
const elementsPerTurn = 10_000;

/** A completion may ask for several prompts at once: a list of texts, or of lists of tokens. */
export function mayHavePrompts({ path }: Operation): boolean {
  return path === "/completions";
}

/** How many it asks for. */
export async function countPrompts(
  bytes: Buffer,
  members: readonly JsonMember[],
  { promptMember }: Operation,
): Promise<number> {
  const prompt = members.find(({ name }) => name === promptMember);
  if (!prompt || bytes[prompt.valueStart] !== openBracket) return 1;
  let prompts = 0;
  for (const element of scanElements(bytes, prompt)) {
    if (!element) await yieldToOthers();
    else {
      const first = bytes[element.valueStart];
      // A list of numbers is one prompt, as tokens.
      if (first !== quote && first !== openBracket) return 1;
      if (++prompts % elementsPerTurn === 0) await yieldToOthers();
    }
  }
  return Math.max(1, prompts);
}

/** @throws InferenceError 400 */
export function requirePrompt(
  bytes: Buffer,
  members: readonly JsonMember[],
  { promptMember }: Operation,
): void {
  const prompt = members.find(({ name }) => name === promptMember);
  const first = prompt && bytes[prompt.valueStart];
  const isList = prompt !== undefined && first === openBracket;
  if (promptMember === "messages") {
    if (!isList) throw invalidRequest("messages is required and must be a list", "messages");
    if (bytes[skipSpace(bytes, prompt.valueStart + 1)] === closeBracket) {
      throw invalidRequest("messages must hold at least one message", "messages");
    }
  } else if (!isList && first !== quote) {
    throw invalidRequest(`${promptMember} is required: a text or a list`, promptMember);
  }
}

/** Of a small body, whose messages were parsed anyway. @throws InferenceError 400 */
export function requireRoles(messages: unknown): void {
  if (!Array.isArray(messages)) return;
  for (let at = 0; at < messages.length; at++) {
    const message: unknown = messages[at];
    if (typeof message !== "object" || message === null || Array.isArray(message)) {
      throw invalidRequest(`messages[${at}] must be an object`, `messages[${at}]`);
    }
    if (!("role" in message) || typeof message.role !== "string" || message.role === "") {
      throw invalidRequest(
        `messages[${at}].role is required: user, system or assistant, say`,
        `messages[${at}].role`,
      );
    }
  }
}
