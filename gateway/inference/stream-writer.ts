import { once } from "node:events";
import type { FastifyReply } from "fastify";
import type { InferenceErrorBody } from "../contracts/error";
import { beginAnswer } from "./begin-answer";

/** The caller's end of a stream. Nothing is sent, status included, before the first write. */
export interface StreamWriter {
  readonly hasBegun: boolean;
  /** A promise where the caller must take some first; who takes nothing is cut off. */
  write(parts: readonly Buffer[]): Promise<void> | undefined;
  /** Ends with an error that the OpenAI SDKs raise. */
  fail(body: InferenceErrorBody): void;
  end(): void;
}

export function createStreamWriter(reply: FastifyReply, idleMs: number): StreamWriter {
  const { raw } = reply;
  let hasBegun = false;

  function begin(): void {
    hasBegun = true;
    beginAnswer(reply, {
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
    write(parts) {
      const [first] = parts;
      if (!first) return undefined;
      if (!hasBegun) begin();
      if (raw.destroyed) return undefined;
      const isTaken = raw.write(parts.length === 1 ? first : Buffer.concat(parts));
      return isTaken ? undefined : drained(raw, idleMs);
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
