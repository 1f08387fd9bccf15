import type { Provider } from "../../contracts/providers/providers";

/** One answer of a server, written down here after its public documentation. */
export interface Replay {
  /** The server, and what is odd about the answer. */
  name: string;
  /** OPENAI_COMPATIBLE where none is named. */
  provider?: Provider;
  /** What the call asks for beside model and messages. */
  asks?: object;
  /** The same answer in both forms; what came of them must agree. One may be missing. */
  whole?: ReplayedAnswer;
  streamed?: ReplayedAnswer;
  expected: ExpectedAnswer | ExpectedError;
}

export interface ReplayedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

/** What the caller gets, put together, and what is billed. */
export interface ExpectedAnswer {
  text: string;
  reasoning?: string;
  refusal?: string;
  toolCalls?: { name: string; arguments: string }[];
  finish: string;
  tokens: { input: number; output: number; cached: number };
  /** Counted here, because the server said nothing that can be true. */
  isEstimated?: boolean;
}

/** What the caller is told instead; nothing is billed. */
export interface ExpectedError {
  error: { status: number; code: string; message?: string | RegExp; param?: string };
}

export function wholeJson(answer: object, headers: Record<string, string> = {}): ReplayedAnswer {
  return {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(answer),
  };
}

/** An object is the data of an event; a text goes out as it is. */
export function eventStream(...events: (object | string)[]): ReplayedAnswer {
  const texts = events.map((event) =>
    typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`,
  );
  return { headers: { "content-type": "text/event-stream" }, body: texts.join("") };
}

export function errorStatus(status: number, body: object | string): ReplayedAnswer {
  const isText = typeof body === "string";
  return {
    status,
    headers: { "content-type": isText ? "text/plain" : "application/json" },
    body: isText ? body : JSON.stringify(body),
  };
}

export const done = "data: [DONE]\n\n";

/** A chunk of one choice. */
export function delta(
  change: object,
  finish_reason: string | null = null,
  more: object = {},
): object {
  return {
    id: "chatcmpl-7",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "upstream-model",
    choices: [{ index: 0, delta: change, finish_reason }],
    ...more,
  };
}

/** A whole answer of one choice. */
export function completion(
  message: object,
  finish_reason: string | null,
  more: object = {},
): object {
  return {
    id: "chatcmpl-7",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "upstream-model",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
    ...more,
  };
}

export function usageOnly(usage: object): object {
  return { ...delta({}), choices: [], usage };
}
