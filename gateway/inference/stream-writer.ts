import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { InferenceErrorBody } from "../contracts/error";
import type { InferenceCall } from "./inference-call";
import type { RawHeaders } from "./raw-headers";

/** The caller's end of a stream. Nothing is sent, status included, before the first write. */
export interface StreamWriter {
  readonly hasBegun: boolean;
  /** A promise where the caller must take some first; who takes nothing is cut off. */
  write(parts: readonly Buffer[]): Promise<void> | undefined;
  /** Ends with an error that the OpenAI SDKs raise. */
  fail(body: InferenceErrorBody): void;
  end(): void;
}

export function createStreamWriter(
  { response, headers }: Pick<InferenceCall, "response" | "headers">,
  rateHeaders: RawHeaders,
  idleMs: number,
): StreamWriter {
  let hasBegun = false;

  function begin(): void {
    hasBegun = true;
    response.writeHead(200, [
      ...headers,
      ...rateHeaders,
      "content-type",
      "text/event-stream; charset=utf-8",
      "cache-control",
      "no-cache, no-transform",
      // Proxies that buffer would hold back tokens.
      "x-accel-buffering",
      "no",
    ]);
  }

  return {
    get hasBegun() {
      return hasBegun;
    },
    write(parts) {
      const [first] = parts;
      if (!first) return undefined;
      if (!hasBegun) begin();
      if (response.destroyed) return undefined;
      const isTaken = response.write(parts.length === 1 ? first : Buffer.concat(parts));
      return isTaken ? undefined : drained(response, idleMs);
    },
    fail(body) {
      response.end(`data: ${JSON.stringify(body)}\n\n`);
    },
    end() {
      if (!hasBegun) begin();
      response.end();
    },
  };
}

async function drained(response: ServerResponse, idleMs: number): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => response.destroy(), idleMs);
  try {
    await Promise.race([
      once(response, "drain", { signal: patience.signal }),
      once(response, "close", { signal: patience.signal }),
    ]);
  } finally {
    clearTimeout(timer);
    patience.abort();
  }
}
