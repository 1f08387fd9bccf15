import type { Dispatcher } from "undici";
import { findCode } from "../../contracts/leaves/find-code";
import { connectedAtMs } from "../../platform/http/connected-at";
import type { AbortSource, AnswerBody, AnswerHead, TakeChunk } from "../answer-body";
import type { Watch, Watched } from "./watch";

interface Reader {
  take: TakeChunk;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

export interface UpstreamPatience {
  watch: Watch;
  /** From the dispatch until the first byte of the body. */
  firstByteMs: number;
  /** Between two bytes of it. */
  idleMs: number;
}

/** The upstream took longer than it may. */
export class UpstreamTimeout extends Error {
  override readonly name = "UpstreamTimeout";
}

/** How long the rest of an answer that nobody reads may take, for the connection's sake. */
const leftoverMs = 1_000;

/**
 * One request to an upstream and its answer, straight from undici's parser: a stream object in
 * between takes more time than all of the gateway's own work on a small answer.
 */
export class UpstreamExchange implements AnswerBody, Dispatcher.DispatchHandler, Watched {
  readonly head: Promise<AnswerHead>;
  place = -1;
  private settleHead!: { resolve: (head: AnswerHead) => void; reject: (cause: unknown) => void };
  private readonly source: AbortSource;
  private readonly patience: UpstreamPatience;
  private readonly dispatchedMs = performance.now();
  private startedMs = 0;
  private failedMs = 0;
  /** When the last byte came. */
  private silentSinceMs = this.dispatchedMs;
  private hasHeard = false;
  private hasBody = false;
  private controller: Dispatcher.DispatchController | undefined;
  /** Chunks that came before anybody read. */
  private early: Buffer[] = [];
  private reader: Reader | undefined;
  private hasRead = false;
  private isTaking = false;
  private ended = false;
  private failure: { cause: unknown } | undefined;
  private leftoverTimer: NodeJS.Timeout | undefined;

  constructor(source: AbortSource, patience: UpstreamPatience) {
    this.source = source;
    this.patience = patience;
    this.head = new Promise((resolve, reject) => {
      this.settleHead = { resolve, reject };
    });
    source.once("abort", () => this.destroy());
    patience.watch.add(this);
  }

  /**
   * The request is known not to have been applied: nobody took the connection, or it was an older
   * one that closed within `staleMs`, before anything came, as servers close what is idle.
   * Source: RFC 9110, 9.2.2.
   */
  mayBeSentAgain(staleMs: number): boolean {
    const cause = this.failure?.cause;
    const code = findCode(cause);
    if (code === "ECONNREFUSED") return true;
    const isBroken = code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
    const madeMs = connectedAtMs(cause);
    return (
      isBroken &&
      !this.hasHeard &&
      madeMs !== undefined &&
      madeMs < this.dispatchedMs &&
      this.failedMs - this.startedMs < staleMs
    );
  }

  look(nowMs: number): void {
    // A slow caller holds the stream up, so the upstream's time stands still.
    if (this.isTaking) this.silentSinceMs = nowMs;
    const { firstByteMs, idleMs } = this.patience;
    const ms = this.hasBody ? idleMs : firstByteMs;
    if (nowMs - this.silentSinceMs < ms) return;
    this.controller?.abort(new UpstreamTimeout(`nothing came for ${ms} ms`));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.startedMs = performance.now();
    if (this.source.aborted) this.destroy();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHead["headers"],
  ): void {
    this.hasHeard = true;
    // An interim answer such as 103 is not the answer.
    if (status >= 200) this.settleHead.resolve({ status, headers });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.hasBody = true;
    this.silentSinceMs = performance.now();
    if (this.reader) this.hand(this.reader, chunk);
    else if (!this.hasRead) this.early.push(chunk);
  }

  onResponseEnd(): void {
    this.ended = true;
    this.patience.watch.delete(this);
    clearTimeout(this.leftoverTimer);
    if (!this.isTaking) this.finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.ended = true;
    this.patience.watch.delete(this);
    this.failedMs = performance.now();
    this.failure = { cause };
    clearTimeout(this.leftoverTimer);
    this.settleHead.reject(cause);
    this.finish();
  }

  read(take: TakeChunk): Promise<void> {
    return new Promise((resolve, reject) => {
      const reader = { take, resolve, reject };
      this.hasRead = true;
      this.reader = reader;
      const [first, ...more] = this.early;
      this.early = [];
      if (first) this.hand(reader, more.length === 0 ? first : Buffer.concat([first, ...more]));
      if (this.ended && !this.isTaking) this.finish();
    });
  }

  destroy(): void {
    if (!this.ended) this.controller?.abort(new Error("the answer was given up"));
  }

  private hand(reader: Reader, chunk: Buffer): void {
    try {
      const wantsMore = reader.take(chunk);
      if (wantsMore === true) return;
      if (wantsMore === false) {
        this.leave();
        return;
      }
      this.isTaking = true;
      this.controller?.pause();
      wantsMore.then(
        (more) => this.taken(more),
        (cause) => this.giveUp(cause),
      );
    } catch (cause) {
      this.giveUp(cause);
    }
  }

  private taken(wantsMore: boolean): void {
    this.isTaking = false;
    if (!wantsMore) this.leave();
    else if (this.ended) this.finish();
    this.controller?.resume();
  }

  private giveUp(cause: unknown): void {
    this.isTaking = false;
    this.failure ??= { cause };
    this.finish();
    this.destroy();
  }

  /** The reader has enough; what follows is let run out, so that the connection can be used again. */
  private leave(): void {
    this.reader?.resolve();
    this.reader = undefined;
    if (!this.ended) this.leftoverTimer = setTimeout(() => this.destroy(), leftoverMs);
  }

  private finish(): void {
    const { reader, failure } = this;
    this.reader = undefined;
    if (failure) reader?.reject(failure.cause);
    else reader?.resolve();
  }
}
