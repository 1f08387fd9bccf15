import { brokenAnswer } from "../../upstream-failure";
import { finishReasonOf, message, usageOf } from "./message-schema";

/** A whole answer of the Messages API as a chat completion. @throws InferenceError 502 */
export function fromMessage(answer: unknown, createdSeconds: number): Record<string, unknown> {
  const parsed = message.safeParse(answer);
  if (!parsed.success) throw brokenAnswer("sent an answer that is no message", parsed.error);
  const { id, content, stop_reason, usage } = parsed.data;
  const texts = content.flatMap((block) => (block.type === "text" ? (block.text ?? "") : []));
  const thoughts = content.flatMap(({ type, thinking }) =>
    type === "thinking" && thinking ? thinking : [],
  );
  const calls = content.flatMap((block) =>
    block.type === "tool_use"
      ? {
          id: block.id,
          type: "function",
          function: { name: block.name, arguments: JSON.stringify(block.input ?? {}) },
        }
      : [],
  );
  const used = usage && usageOf(usage);
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: createdSeconds,
    model: "",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: texts.length > 0 ? texts.join("") : null,
          refusal: null,
          ...(thoughts.length > 0 && { reasoning_content: thoughts.join("") }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(stop_reason),
      },
    ],
    ...(used && { usage: used }),
  };
}
