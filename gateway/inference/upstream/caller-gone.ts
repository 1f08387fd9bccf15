import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";

/**
 * Says `abort` once, when the caller's connection closes before the answer is complete. An emitter,
 * because making an AbortSignal per request takes several percent of a request's time.
 */
export class CallerGone extends EventEmitter {
  aborted = false;

  constructor(response: ServerResponse) {
    super();
    response.once("close", () => {
      if (response.writableFinished) return;
      this.aborted = true;
      this.emit("abort");
    });
  }
}
