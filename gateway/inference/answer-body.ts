import type { EventEmitter } from "node:events";

/** Emits `abort` once, when nobody wants the answer any more. */
export type AbortSource = EventEmitter & { readonly aborted: boolean };

export interface AnswerHead {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** Takes a chunk; answers whether it wants more. While a promise is pending no chunk comes. */
export type TakeChunk = (chunk: Buffer) => boolean | Promise<boolean>;

/** The bytes of an upstream's answer. */
export interface AnswerBody {
  /**
   * Hands over every chunk as it arrives. Resolves at the end of the body, or as soon as `take` has
   * enough. Rejects when the connection breaks or `take` throws. Call it once.
   */
  read(take: TakeChunk): Promise<void>;
  /** Gives the answer and its connection up. */
  destroy(): void;
}
