import { EventEmitter } from "node:events";
import type { FastifyReply } from "fastify";

/**
 * Says `abort` once, when the caller's connection closes before the answer is complete. An emitter,
 * because making an AbortSignal per request takes several percent of a request's time.
 */
export class CallerGone extends EventEmitter {
  aborted = false;

  constructor({ raw }: Pick<FastifyReply, "raw">) {
    super();
    raw.once("close", () => {
      if (raw.writableFinished) return;
      this.aborted = true;
      this.emit("abort");
    });
  }
}
