import { once } from "node:events";
import type { FastifyReply } from "fastify";
import type { InferenceErrorBody } from "../contracts/error";

/** The caller's end of a stream. Nothing is sent, status included, before the first write. */
export interface StreamWriter {
  readonly hasBegun: boolean;
  /** Resolves when the caller has taken enough to go on; a caller who takes nothing is cut off. */
  write(parts: readonly Buffer[]): Promise<void>;
  /** Ends with an error that the OpenAI SDKs raise. */
  fail(body: InferenceErrorBody): void;
  end(): void;
}

export function createStreamWriter(reply: FastifyReply, idleMs: number): StreamWriter {
  const { raw } = reply;
  let hasBegun = false;

  function begin(): void {
    hasBegun = true;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    reply.hijack();
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      // Proxies that buffer would hold back tokens.
      "x-accel-buffering": "no",
    });
  }

  return {
    get hasBegun() {
      return hasBegun;
    },
    async write(parts) {
      if (parts.length === 0) return;
      if (!hasBegun) begin();
      if (raw.destroyed) return;
      const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      if (!raw.write(bytes)) await drained(raw, idleMs);
    },
    fail(body) {
      raw.end(`data: ${JSON.stringify(body)}\n\n`);
    },
    end() {
      if (!hasBegun) begin();
      raw.end();
    },
  };
}

async function drained(raw: FastifyReply["raw"], idleMs: number): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => raw.destroy(), idleMs);
  try {
    await Promise.race([
      once(raw, "drain", { signal: patience.signal }),
      once(raw, "close", { signal: patience.signal }),
    ]);
  } finally {
    clearTimeout(timer);
    patience.abort();
  }
}
