import type { InferenceError } from "../errors/inference-error";

export interface AnswerOptions {
  isEventStream: boolean;
  createdSeconds: number;
  /** An error in the place of an answer, or in the middle of one: its JSON. */
  toFailure(said: string): InferenceError;
}
