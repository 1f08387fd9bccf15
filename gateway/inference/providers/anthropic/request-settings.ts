import { invalidRequest } from "../../errors/inference-error";
import type { ChatBody } from "./chat-body";
import { type ClaudeModel, findEffort } from "./claude-model";
import { type Block, given } from "./content-blocks";

/** The Messages API demands a limit; this is what a request without one gets. */
const defaultMaxTokens = 4_096;

/**
 * What a request asks for beside its messages and tools. What the model refuses of it is left out
 * where it only shapes the answer's style. @throws InferenceError 400
 */
export function toSettings(chat: ChatBody, model: ClaudeModel): Block {
  return {
    max_tokens: toMaxTokens(chat),
    ...toSampling(chat, model),
    ...given("thinking", toThinking(chat, model)),
    ...toOutputConfig(chat, model),
    ...toStops(chat),
    ...given("stream", chat.stream),
    ...given("metadata", chat.user && { user_id: chat.user }),
    ...given("cache_control", chat.cache_control),
    ...given("inference_geo", chat.inference_geo),
    ...given("service_tier", serviceTiers.get(chat.service_tier ?? "")),
  };
}

/** OpenAI's `default` forbids paid priority; its other names have no meaning there. */
const serviceTiers = new Map([
  ["auto", "auto"],
  ["standard_only", "standard_only"],
  ["default", "standard_only"],
]);

/** There thinking counts towards the limit, which must leave room for the answer. */
function toMaxTokens({ thinking, max_tokens, max_completion_tokens }: ChatBody): number {
  const budget = thinking?.type === "enabled" ? (thinking.budget_tokens ?? 0) : 0;
  const asked = max_completion_tokens ?? max_tokens;
  if (!asked) return budget + defaultMaxTokens;
  if (asked > budget) return asked;
  const name = max_completion_tokens ? "max_completion_tokens" : "max_tokens";
  throw invalidRequest(`${name} must be above thinking.budget_tokens, ${budget}`, name);
}

function toSampling(chat: ChatBody, { takesSampling, takesBoth }: ClaudeModel): Block {
  if (!takesSampling || isThinking(chat)) return {};
  const { temperature, top_p, top_k } = chat;
  if (temperature && temperature > 1) {
    throw invalidRequest("temperature must be at most 1 for this model", "temperature");
  }
  // Both together are refused by many models, of which OpenAI says to set one; 1 asks for nothing.
  const isOneTooMany = typeof temperature === "number" && (top_p === 1 || !takesBoth);
  const topP = isOneTooMany ? null : top_p;
  return {
    ...given("temperature", temperature),
    ...given("top_p", topP),
    ...given("top_k", top_k),
  };
}

function isThinking({ thinking }: ChatBody): boolean {
  return thinking?.type === "enabled" || thinking?.type === "adaptive";
}

function toThinking(chat: ChatBody, { leastThinking }: ClaudeModel): Block | null {
  if (chat.thinking) return chat.thinking;
  return chat.reasoning_effort === "none" && leastThinking ? { type: leastThinking } : null;
}

function toOutputConfig(chat: ChatBody, model: ClaudeModel): Block {
  const { output_config: own, response_format: wanted } = chat;
  const effort = findReasoningEffort(chat, model);
  const format = wanted?.type === "json_schema" ? toFormat(wanted.json_schema) : undefined;
  if (format && own?.["format"]) throw sentTwice("response_format", "output_config.format");
  if (chat.reasoning_effort && own?.["effort"]) {
    throw sentTwice("reasoning_effort", "output_config.effort");
  }
  if (!own && !effort && !format) return {};
  return { output_config: { ...own, ...given("effort", effort), ...given("format", format) } };
}

/** Who wants no reasoning gets least of it where it can't be switched off. */
function findReasoningEffort({ reasoning_effort: asked }: ChatBody, model: ClaudeModel) {
  if (!asked || (asked === "none" && model.leastThinking)) return undefined;
  return findEffort(asked === "none" ? "low" : asked, model);
}

function toFormat(wanted: { schema: Block; description?: string | null | undefined }): Block {
  const { schema, description } = wanted;
  const isDescribed = !description || "description" in schema;
  return { type: "json_schema", schema: isDescribed ? schema : { ...schema, description } };
}

function sentTwice(name: string, own: string) {
  return invalidRequest(`send ${name} or ${own}, not both`, name);
}

function toStops({ stop }: ChatBody): Block {
  const stops = (typeof stop === "string" ? [stop] : (stop ?? [])).filter((text) => text !== "");
  if (stops.some((text) => text.trim() === "")) {
    throw invalidRequest("stop must hold more than white space for this model", "stop");
  }
  return stops.length > 0 ? { stop_sequences: stops } : {};
}
