import { parseJson } from "../../../contracts/leaves/json";
import { brokenAnswer } from "../../upstream/upstream-failure";
import type { AnswerOptions } from "../answer-options";
import { findRefusal, message, messageError, toFinishReason, toUsage } from "./message-schema";
import { toArguments, toCallId, writtenInput } from "./tool-input";

/** A whole answer of the Messages API as a chat completion. @throws InferenceError */
export function fromMessage(
  json: Buffer,
  { createdSeconds, toFailure }: Omit<AnswerOptions, "isEventStream">,
): Record<string, unknown> {
  const answer = parseJson(json.toString("utf8"));
  if (answer === undefined) throw brokenAnswer("sent an answer that is not valid JSON");
  const parsed = message.safeParse(answer);
  if (!parsed.success || messageError.safeParse(answer).success) {
    throw toFailure(json.toString("utf8"));
  }
  const { content, stop_reason, stop_details, usage } = parsed.data;
  const answerId = `chatcmpl-${parsed.data.id ?? ""}`;
  const texts = content.flatMap((block) => (block.type === "text" ? (block.text ?? "") : []));
  const thoughts = content.flatMap(({ type, thinking }) =>
    type === "thinking" && thinking ? thinking : [],
  );
  const calls = content.flatMap(({ type, id, name, input }, index) => {
    if (type !== "tool_use") return [];
    const written = toArguments(input, () => writtenInput(json, index));
    const callId = toCallId(id, answerId, index);
    return { id: callId, type: "function", function: { name, arguments: written } };
  });
  const used = usage && toUsage(usage);
  const text = texts.join("");
  return {
    id: answerId,
    object: "chat.completion",
    created: createdSeconds,
    model: "",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: texts.length > 0 ? text : null,
          refusal: findRefusal({ stop_reason, stop_details }, text),
          ...(thoughts.length > 0 && { reasoning_content: thoughts.join("") }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: toFinishReason(stop_reason, calls.length > 0),
      },
    ],
    ...(used && { usage: used }),
  };
}
