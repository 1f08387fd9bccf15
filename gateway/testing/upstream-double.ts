import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface UpstreamCall {
  path: string;
  headers: IncomingMessage["headers"];
  /** The exact bytes that arrived. */
  body: string;
  /** Id of the TCP connection, counted from 1. */
  connection: number;
}

/** How one call is answered; `call.response` is the caller's to write. */
export type UpstreamScript = (
  response: ServerResponse,
  call: UpstreamCall,
  request: IncomingMessage,
) => void | Promise<void>;

export interface UpstreamDouble {
  /** Without /v1. */
  url: string;
  calls: UpstreamCall[];
  /** Calls whose connection the gateway closed before the answer ended. */
  cancelled: number;
  /** Replaces the script of every later call. */
  answer(script: UpstreamScript): void;
  close(): Promise<void>;
}

/** A scriptable OpenAI-compatible server on a free port; answers "Hello" until told otherwise. */
export async function startUpstreamDouble(): Promise<UpstreamDouble> {
  let script: UpstreamScript = answerJson();
  let connections = 0;
  const connectionIds = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    response.once("close", () => {
      if (!response.writableFinished) double.cancelled++;
    });
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const call: UpstreamCall = {
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(parts).toString("utf8"),
        connection: connectionIds.get(request.socket) ?? 0,
      };
      double.calls.push(call);
      void script(response, call, request);
    });
  });
  server.on("connection", (socket) => {
    connections++;
    connectionIds.set(socket, connections);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const double: UpstreamDouble = {
    url: `http://127.0.0.1:${port}`,
    calls: [],
    cancelled: 0,
    answer(next) {
      script = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;
}

export interface Usage {
  prompt: number;
  completion: number;
  cached?: number;
}

export function usageJson({ prompt, completion, cached }: Usage) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
  };
}

/** A whole chat completion. `usage: null` leaves it out, as some servers do. */
export function answerJson(options: { text?: string; usage?: Usage | null } = {}): UpstreamScript {
  const { text = "Hello", usage = { prompt: 10, completion: 5 } } = options;
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model: "target-model",
        choices: [
          { index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" },
        ],
        ...(usage ? { usage: usageJson(usage) } : {}),
      }),
    );
  };
}

export function chunkJson(change: object): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "target-model",
    ...change,
  });
}

export function deltaChunk(content: string, finishReason: string | null = null, index = 0): string {
  return chunkJson({ choices: [{ index, delta: { content }, finish_reason: finishReason }] });
}

export function usageChunk(usage: Usage): string {
  return chunkJson({ choices: [], usage: usageJson(usage) });
}

/** Sends these as events, `[DONE]` included when it is among them. */
export function answerStream(data: readonly string[], lineEnd = "\n"): UpstreamScript {
  return answerBytes([
    Buffer.from(data.map((each) => `data: ${each}${lineEnd}${lineEnd}`).join("")),
  ]);
}

/** Writes each buffer on its own, so that the network may cut where the test wants it cut. */
export function answerBytes(parts: readonly Buffer[]): UpstreamScript {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.socket?.setNoDelay(true);
    for (const part of parts) {
      await new Promise<void>((resolve) => response.write(part, () => setImmediate(resolve)));
    }
    response.end();
  };
}

/** A usual stream: the words, the finish, the usage when asked for, [DONE]. */
export function answerWords(
  words: readonly string[],
  usage: Usage | null = { prompt: 10, completion: 5 },
): UpstreamScript {
  return (response, call, request) => {
    const asked = JSON.parse(call.body).stream_options?.include_usage === true;
    const data = [
      ...words.map((word) => deltaChunk(word)),
      deltaChunk("", "stop"),
      ...(asked && usage ? [usageChunk(usage)] : []),
      "[DONE]",
    ];
    return answerStream(data)(response, call, request);
  };
}

export function answerError(status: number, body: object | string): UpstreamScript {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** Lets a test decide when an answer goes on. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
