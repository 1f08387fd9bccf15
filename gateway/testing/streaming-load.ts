import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { UpstreamScript } from "./upstream-double";
import { answerJson, deltaChunk, usageChunk } from "./upstream-double";

/** Callers that never stop asking, half of them for streams. */
export interface StreamingLoad {
  /** Request ids of answers that a client saw complete: all of the JSON, or `finish_reason`. */
  completed: string[];
  /** Answers that broke off after their first byte. */
  cut: number;
  /** Without an answer or in the middle of one, now. */
  inFlight: number;
  /** Of answers that were not 200: how often each status with its error's code came. */
  refused: Map<string, number>;
  /** Calls that got no answer at all: how often each error's code came. */
  failed: Map<string, number>;
  /** Asks nothing more; resolves when the last answer has ended. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  url: string;
  /** Of another replica: half of the callers begin there, and after a failure each changes over. */
  otherUrl?: string;
  key: string;
  slug: string;
  workers: number;
}

/** Between a failure and the next call. */
const pauseMs = 20;
const errorBody = z.object({ error: z.object({ code: z.string().nullable() }) });

export function startStreamingLoad(options: LoadOptions): StreamingLoad {
  const { key, slug, workers, otherUrl = options.url } = options;
  let stopped = false;
  const ask = async (url: string, stream: boolean): Promise<boolean> => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: slug, stream, messages: [{ role: "user", content: "hi" }] }),
    });
    const text = await readUntilCut(response);
    if (response.status !== 200) {
      const code = errorBody.safeParse(parsed(text)).data?.error.code ?? "cut";
      const kind = `${response.status} ${code}`;
      load.refused.set(kind, (load.refused.get(kind) ?? 0) + 1);
      return false;
    }
    const isWhole = stream ? text.includes('"finish_reason":"stop"') : parsed(text) !== undefined;
    if (isWhole) load.completed.push(response.headers.get("x-request-id") ?? "");
    else load.cut++;
    return isWhole;
  };
  const work = async (index: number) => {
    const urls = index % 4 < 2 ? [options.url, otherUrl] : [otherUrl, options.url];
    while (!stopped) {
      load.inFlight++;
      // Refused connections and broken ones are what these tests are about.
      const answered = await ask(urls[0] ?? "", index % 2 === 0).catch((error: unknown) => {
        const code = findCode(error);
        load.failed.set(code, (load.failed.get(code) ?? 0) + 1);
        urls.reverse();
        return false;
      });
      load.inFlight--;
      if (!answered && !stopped) await delay(pauseMs);
    }
  };
  const load: StreamingLoad = {
    completed: [],
    cut: 0,
    inFlight: 0,
    refused: new Map(),
    failed: new Map(),
    async stop() {
      stopped = true;
      await working;
    },
  };
  const working = Promise.all(Array.from({ length: workers }, (_, index) => work(index)));
  return load;
}

async function readUntilCut(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    // What came until then is what the client saw.
  }
  return text;
}

function findCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(error);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Streams take `wordMs` for each of some words, so that there is always one in the middle. */
export function answerSlowly(wordMs: number): UpstreamScript {
  const usage = { prompt: 10, completion: 5 };
  const event = (data: string) => Buffer.from(`data: ${data}\n\n`);
  return async (response, call, request) => {
    if (JSON.parse(call.body).stream !== true)
      return answerJson({ usage })(response, call, request);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of ["a", "b", "c", "d"]) {
      response.write(event(deltaChunk(word)));
      await delay(wordMs);
    }
    for (const end of [deltaChunk("", "stop"), usageChunk(usage), "[DONE]"]) {
      response.write(event(end));
    }
    response.end();
  };
}
