import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { InferenceErrorBody } from "../../contracts/error";
import type { InferenceCall } from "../request/inference-call";
import type { RawHeaders } from "../request/raw-headers";
import type { Watch, Watched } from "../upstream/watch";

type Answered = Pick<InferenceCall, "response" | "headers">;

export interface WriterPatience {
  watch: Watch;
  /** A caller who takes nothing for so long is cut off. */
  idleMs: number;
  /** After so much silence a comment says that the stream is alive. */
  keepAliveMs: number;
}

/** Clients pass over comments; proxies in between see that something comes. */
const keepAlive = Buffer.from(": keep-alive\n\n");

/**
 * The caller's end of a stream. Nothing is sent, status included, before the first write. That may be
 * a keep-alive: the upstream has answered 200 by then, so what fails later is told in the stream.
 */
export class StreamWriter implements Watched {
  place = -1;
  private readonly call: Answered;
  private readonly rateHeaders: RawHeaders;
  private readonly patience: WriterPatience;
  private silentSinceMs = performance.now();
  private isBegun = false;

  constructor(call: Answered, rateHeaders: RawHeaders, patience: WriterPatience) {
    this.call = call;
    this.rateHeaders = rateHeaders;
    this.patience = patience;
    patience.watch.add(this);
  }

  look(nowMs: number): void {
    const { destroyed, writableNeedDrain } = this.call.response;
    if (destroyed || writableNeedDrain) return;
    if (nowMs - this.silentSinceMs < this.patience.keepAliveMs) return;
    this.write([keepAlive]);
    this.silentSinceMs = nowMs;
  }

  /** Ends the keep-alives. */
  close(): void {
    this.patience.watch.delete(this);
  }

  get hasBegun(): boolean {
    return this.isBegun;
  }

  /**
   * Writes to the caller. A promise where the caller's buffer is full; a caller who takes nothing
   * for `idleMs` is cut off.
   */
  write(parts: readonly Buffer[]): Promise<void> | undefined {
    const { response } = this.call;
    const [first] = parts;
    if (!first) return undefined;
    if (!this.isBegun) this.begin();
    if (response.destroyed) return undefined;
    this.silentSinceMs = performance.now();
    const isTaken = response.write(parts.length === 1 ? first : Buffer.concat(parts));
    return isTaken ? undefined : drained(response, this.patience.idleMs);
  }

  /** Ends with an error that the OpenAI SDKs raise. */
  fail(body: InferenceErrorBody): void {
    this.call.response.end(`data: ${JSON.stringify(body)}\n\n`);
  }

  end(): void {
    if (!this.isBegun) this.begin();
    this.call.response.end();
  }

  private begin(): void {
    this.isBegun = true;
    this.call.response.writeHead(200, [
      ...this.call.headers,
      ...this.rateHeaders,
      "content-type",
      "text/event-stream; charset=utf-8",
      "cache-control",
      "no-cache, no-store, no-transform",
      // Proxies that buffer would hold back tokens.
      "x-accel-buffering",
      "no",
    ]);
  }
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
