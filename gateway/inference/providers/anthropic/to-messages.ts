import type { z } from "zod";
import { invalidRequest } from "../../inference-error";
import { type ChatBody, type ChatMessage, chatBody, chatMessage } from "./chat-body";

type Block = Record<string, unknown>;
interface Turn {
  role: "user" | "assistant";
  content: Block[];
}

/** The Messages API demands a limit; this is what a request without one gets. */
export const defaultMaxTokens = 4_096;

/** A request of the Messages API that grows message by message. */
export interface MessagesTranslation {
  /** @throws InferenceError 400 */
  add(message: unknown, index: number): void;
  end(): MessagesRequest;
}

export interface MessagesRequest extends Record<string, unknown> {
  system?: readonly Block[];
  messages: readonly Turn[];
}

/**
 * Begins to translate a chat completion, of which `body` is all but the messages. What the Messages
 * API has no word for and would change the answer is refused, naming the field.
 * Source: Anthropic, "Messages API"; OpenAI, "Chat". @throws InferenceError 400
 */
export function beginMessages(body: unknown, model: string): MessagesTranslation {
  const chat = read(chatBody, body);
  // The next turn would have to give its signed thoughts back, for which there is no word here.
  if (chat.thinking && chat.thinking.type !== "disabled" && chat.tools?.length) {
    throw invalidRequest("thinking can't be used together with tools", "thinking");
  }
  const system: Block[] = [];
  const turns: Turn[] = [];
  return {
    add(sent, index) {
      const message = read(chatMessage, sent, `messages.${index}`);
      system.push(...systemBlocks(message));
      const turn = turnOf(message);
      if (!turn || turn.content.length === 0) return;
      // Turns alternate there: what follows in the same role joins the turn before.
      const last = turns.at(-1);
      if (last?.role === turn.role) last.content.push(...turn.content);
      else turns.push(turn);
    },
    end: () => ({
      model,
      max_tokens: chat.max_completion_tokens ?? chat.max_tokens ?? defaultMaxTokens,
      ...(system.length > 0 && { system }),
      ...given("temperature", chat.temperature),
      ...given("top_p", chat.top_p),
      ...given("top_k", chat.top_k),
      ...given("thinking", chat.thinking),
      ...given("stop_sequences", typeof chat.stop === "string" ? [chat.stop] : chat.stop),
      ...given("stream", chat.stream),
      ...given("metadata", chat.user && { user_id: chat.user }),
      ...toolsOf(chat),
      messages: turns,
    }),
  };
}

/** For bodies that are parsed already. @throws InferenceError 400 */
export function toMessages(
  { messages, ...rest }: Readonly<Record<string, unknown>>,
  model: string,
): MessagesRequest {
  const translation = beginMessages(rest, model);
  for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
    translation.add(message, index);
  }
  return translation.end();
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path?: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = [path, ...(issue?.path ?? [])].filter((part) => part !== undefined).join(".");
  throw invalidRequest(issue?.message ?? "invalid request", field);
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null || value === "" ? {} : { [name]: value };
}

function systemBlocks(message: ChatMessage): Block[] {
  const isSystem = message.role === "system" || message.role === "developer";
  return isSystem ? contentBlocks(message.content) : [];
}

function turnOf(message: ChatMessage): Turn | undefined {
  switch (message.role) {
    case "system":
    case "developer":
      return undefined;
    case "user":
      return { role: "user", content: contentBlocks(message.content) };
    case "assistant":
      return {
        role: "assistant",
        content: [
          ...contentBlocks(message.content ?? ""),
          ...(message.tool_calls ?? []).map(toolUseOf),
        ],
      };
    case "tool": {
      const result = { type: "tool_result", tool_use_id: message.tool_call_id };
      return { role: "user", content: [{ ...result, content: contentBlocks(message.content) }] };
    }
    default:
      return message satisfies never;
  }
}

type Content = Exclude<ChatMessage["content"], null | undefined>;

/** Empty texts are refused there, and mean nothing here. */
function contentBlocks(content: Content): Block[] {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const blocks: Block[] = [];
  for (const part of parts) {
    if (part.type === "image_url") {
      blocks.push({ type: "image", source: imageSource(part.image_url.url), ...cacheOf(part) });
      continue;
    }
    const text = part.type === "refusal" ? part.refusal : part.text;
    if (text !== "") blocks.push({ type: "text", text, ...cacheOf(part) });
  }
  return blocks;
}

function cacheOf(part: Block): Block {
  return given("cache_control", part["cache_control"]);
}

function imageSource(url: string): Block {
  if (/^https?:\/\//i.test(url)) return { type: "url", url };
  const comma = url.indexOf(",");
  const head = /^data:(image\/[a-z0-9.+-]+);base64$/i.exec(url.slice(0, Math.max(0, comma)));
  if (!head)
    throw invalidRequest("image_url.url must be an https or a base64 data URL", "messages");
  return { type: "base64", media_type: head[1], data: url.slice(comma + 1) };
}

function toolUseOf({
  id,
  function: { name, arguments: json },
}: {
  id: string;
  function: { name: string; arguments: string };
}): Block {
  try {
    return { type: "tool_use", id, name, input: json.trim() === "" ? {} : JSON.parse(json) };
  } catch {
    throw invalidRequest(`the arguments of tool call ${id} are not valid JSON`, "messages");
  }
}

function toolsOf(chat: ChatBody): Record<string, unknown> {
  if (!chat.tools || chat.tools.length === 0) return {};
  const tools = chat.tools.map((tool) => ({
    name: tool.function.name,
    ...given("description", tool.function.description),
    input_schema: tool.function.parameters ?? { type: "object", properties: {} },
    ...cacheOf(tool),
  }));
  const isSerial = chat.parallel_tool_calls === false && chat.tool_choice !== "none";
  if (!chat.tool_choice && !isSerial) return { tools };
  const choice = choiceOf(chat.tool_choice ?? "auto");
  return {
    tools,
    tool_choice: { ...choice, ...(isSerial && { disable_parallel_tool_use: true }) },
  };
}

function choiceOf(choice: NonNullable<ChatBody["tool_choice"]>): Block {
  if (typeof choice === "object") return { type: "tool", name: choice.function.name };
  return { type: choice === "required" ? "any" : choice };
}
