import { isRecord } from "../../../contracts/leaves/json";
import { invalidRequest } from "../../errors/inference-error";
import { type ChatBody, readChatBody } from "./chat-body";
import { parseClaudeModel } from "./claude-model";
import {
  type Block,
  contentBlocks,
  type Fields,
  given,
  requireText,
  toCache,
} from "./content-blocks";
import type { KeptJson } from "./kept-json";
import { MessageTurns, type Turn } from "./message-turns";
import { toSettings } from "./request-settings";
import { allowedTools, toToolChoice } from "./tool-choice";
import { ToolIds } from "./tool-ids";

/** A request of the Messages API that grows message by message. */
export interface MessagesTranslation {
  /** @throws InferenceError 400 */
  add(message: unknown, index: number): void;
  /** @throws InferenceError 400 */
  end(): MessagesRequest;
}

export interface MessagesRequest extends Record<string, unknown> {
  system?: readonly Block[];
  messages: readonly Turn[];
}

/**
 * Begins to translate a chat completion, of which `body` is all but the messages. What the Messages
 * API has no word for and would change the answer is refused, naming the field. What must not be
 * parsed is left with `kept`. Source: Anthropic, "Messages API"; OpenAI, "Chat".
 * @throws InferenceError 400
 */
export function beginMessages(body: Fields, model: string, kept: KeptJson): MessagesTranslation {
  const chat = readChatBody(body);
  const claude = parseClaudeModel(model);
  // The next turn would have to give its signed thoughts back, for which there is no word here.
  if (chat.thinking?.type === "enabled" && chat.tools?.length) {
    throw invalidRequest(
      "thinking of type enabled can't be used together with tools: the turn after a tool call would have to give its signed thoughts back, which a chat has no field for. Send reasoning_effort, or thinking of type adaptive, where the model has them",
      "thinking",
    );
  }
  const settings = { ...toSettings(chat, claude), ...toTools(chat) };
  const turns = new MessageTurns(claude.takesSystemTurns);
  const ids = new ToolIds();
  return {
    add: (message, index) => addMessage({ turns, ids, kept }, message, `messages.${index}`),
    end() {
      const messages = turns.end();
      if (messages.length === 0) {
        const message =
          "messages must hold one of a user with more than white space for this model";
        throw invalidRequest(message, "messages");
      }
      const { system } = turns;
      return { model, ...(system.length > 0 && { system }), ...settings, messages };
    },
  };
}

interface Conversation {
  turns: MessageTurns;
  ids: ToolIds;
  kept: KeptJson;
}

function addMessage({ turns, ids, kept }: Conversation, message: unknown, path: string): void {
  if (!isRecord(message)) throw invalidRequest(`${path} must be an object`, path);
  const { role, content } = message;
  const at = `${path}.content`;
  switch (role) {
    case "system":
    case "developer":
      turns.instruct(contentBlocks(content, "system", at));
      break;
    case "user":
      turns.add("user", contentBlocks(content, "user", at));
      break;
    case "assistant":
      turns.add("assistant", contentBlocks(content ?? message["refusal"] ?? "", "assistant", at));
      turns.add("assistant", toolUses(message, ids, kept, path));
      break;
    case "tool": {
      const id = ids.ofResult(requireText(message["tool_call_id"], `${path}.tool_call_id`));
      const blocks = contentBlocks(content ?? "", "tool", at);
      const result = { type: "tool_result", tool_use_id: id, ...toCache(message, path) };
      turns.addResult(blocks.length > 0 ? { ...result, content: blocks } : result);
      break;
    }
    default: {
      const rule = "role must be system, developer, user, assistant or tool";
      throw invalidRequest(rule, `${path}.role`);
    }
  }
}

function toolUses(message: Fields, ids: ToolIds, kept: KeptJson, path: string): Block[] {
  if (message["function_call"]) {
    const rule = "function_call is not supported by this model: send tool_calls";
    throw invalidRequest(rule, `${path}.function_call`);
  }
  const calls = message["tool_calls"] ?? [];
  const at = `${path}.tool_calls`;
  if (!Array.isArray(calls)) throw invalidRequest("tool_calls must be a list", at);
  return calls.map((call, index) => toToolUse(call, ids, kept, `${at}.${index}`));
}

function toToolUse(call: unknown, ids: ToolIds, kept: KeptJson, path: string): Block {
  const called = isRecord(call) ? call["function"] : undefined;
  const isFunction = isRecord(call) && (call["type"] ?? "function") === "function";
  if (!isFunction || !isRecord(called)) {
    throw invalidRequest("tool_calls must be of type function", `${path}.type`);
  }
  const id = requireText(call["id"], `${path}.id`);
  const name = requireText(called["name"], `${path}.function.name`);
  const at = `${path}.function.arguments`;
  const json = requireText(called["arguments"] ?? "", at).trim();
  return {
    type: "tool_use",
    id: ids.ofCall(id),
    name,
    // As it was written: parsed, its numbers would be rounded.
    input: isEmptyInput(json) ? {} : kept.value(requireObject(json, at)),
    ...toCache(call, path),
  };
}

function isEmptyInput(json: string): boolean {
  return json === "" || json === "null" || json === "{}";
}

function requireObject(json: string, path: string): string {
  try {
    if (isRecord(JSON.parse(json))) return json;
  } catch {
    // Said below.
  }
  throw invalidRequest("the arguments of a tool call must be a JSON object", path);
}

function toTools(chat: ChatBody): Block {
  const choice = chat.tool_choice && toToolChoice(chat.tool_choice);
  const allowed = allowedTools(chat.tool_choice);
  const offered = chat.tools?.filter(({ function: { name } }) => allowed?.has(name) ?? true);
  if (!offered || offered.length === 0) {
    if (!choice || choice.type === "auto" || choice.type === "none") return {};
    throw invalidRequest("tool_choice needs tools to choose from", "tool_choice");
  }
  const tools = offered.map((tool) => ({
    name: tool.function.name,
    ...given("description", tool.function.description),
    input_schema: toSchema(tool.function.parameters ?? {}),
    ...(tool.function.strict && { strict: true }),
    ...given("cache_control", tool.cache_control),
  }));
  const isSerial = chat.parallel_tool_calls === false && choice?.type !== "none";
  if (!choice && !isSerial) return { tools };
  const wanted = choice ?? { type: "auto" };
  return {
    tools,
    tool_choice: isSerial ? { ...wanted, disable_parallel_tool_use: true } : wanted,
  };
}

/** There a schema must say that it is of an object. */
function toSchema(parameters: Block): Block {
  if ("type" in parameters) return parameters;
  const isEmpty = Object.keys(parameters).length === 0;
  return isEmpty ? { type: "object", properties: {} } : { type: "object", ...parameters };
}
