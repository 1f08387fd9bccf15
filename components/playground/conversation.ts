import { type Answer, isUnderWay } from "./answer";
import type { ChatMessage, ChatRequest } from "./chat-request";

/** A message and its answer. */
export interface Turn {
  id: number;
  prompt: string;
  /** As it was sent; the key is no part of it. */
  request: ChatRequest;
  answer: Answer;
}

export interface ChatSettings {
  slug: string;
  systemPrompt: string;
  /** As typed. */
  temperature: string;
  maxTokens: string;
}

export const noSettings: ChatSettings = {
  slug: "",
  systemPrompt: "",
  temperature: "",
  maxTokens: "",
};

/** The next call: everything that was answered so far goes along, what failed does not. */
export function toChatRequest(
  { slug, systemPrompt, temperature, maxTokens }: ChatSettings,
  turns: readonly Turn[],
  prompt: string,
): ChatRequest {
  const messages: ChatMessage[] = [];
  if (systemPrompt.trim() !== "") messages.push({ role: "system", content: systemPrompt });
  for (const { prompt: asked, answer } of turns) {
    if (answer.text === "" || answer.state === "failed" || isUnderWay(answer)) continue;
    messages.push({ role: "user", content: asked }, { role: "assistant", content: answer.text });
  }
  messages.push({ role: "user", content: prompt });
  return {
    model: slug.trim(),
    messages,
    ...(temperature.trim() === "" ? {} : { temperature: Number(temperature) }),
    ...(maxTokens.trim() === "" ? {} : { max_tokens: Number(maxTokens) }),
  };
}
