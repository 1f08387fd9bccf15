import { isRecord } from "../../contracts/leaves/json";

type Members = Readonly<Record<string, unknown>>;

/** A whole answer as the events of a stream that says the same; undefined for what has no choices. */
export function wholeToEvents(answer: unknown): string | undefined {
  if (!isRecord(answer)) return undefined;
  const { choices, usage, object, ...head } = answer;
  if (!Array.isArray(choices) || choices.length === 0 || !choices.every(isRecord)) return undefined;
  const isText = object === "text_completion";
  const chunk = (members: Members) => ({
    ...head,
    object: isText ? object : "chat.completion.chunk",
    ...members,
  });
  const chunks = choices.flatMap((choice, at) =>
    choiceChunks(choice, at).map((each) => chunk({ choices: [each] })),
  );
  if (isRecord(usage)) chunks.push(chunk({ choices: [], usage }));
  const data = [...chunks.map((each) => JSON.stringify(each)), "[DONE]"];
  return data.map((each) => `data: ${each}\n\n`).join("");
}

/** What was written, and that it ends. */
function choiceChunks(choice: Members, at: number): object[] {
  const { index = at, message, delta, text, finish_reason = null, ...rest } = choice;
  const isText = typeof text === "string";
  const written = isText ? { text } : { delta: asDelta(message ?? delta) };
  const nothing = isText ? { text: "" } : { delta: {} };
  return [
    { index, ...rest, ...written, finish_reason: null },
    ...(finish_reason === null ? [] : [{ index, ...nothing, finish_reason }]),
  ];
}

/** Clients put the pieces of tool calls together by their index. */
function asDelta(message: unknown): object {
  if (!isRecord(message)) return {};
  const { tool_calls: calls, ...rest } = message;
  if (!Array.isArray(calls)) return rest;
  const indexed = calls.map((call, index) => (isRecord(call) ? { index, ...call } : call));
  return { ...rest, tool_calls: indexed };
}
