import type { AnswerBody } from "../answer-body";
import type { InferenceRequest } from "../request/inference-request";
import type { Operation } from "../request/operation";
import { toUpstreamBody } from "../upstream/upstream-body";
import type { AnswerOptions } from "./answer-options";

/** The protocol that an upstream speaks. Everything around it speaks OpenAI's. */
export interface Dialect {
  /** Below the base address. @throws InferenceError 400 for what it has no word for */
  toPath(operation: Operation): string;
  /** @throws InferenceError 400 */
  toBody(request: InferenceRequest, targetModel: string | null): Buffer | Promise<Buffer>;
  /** The answer, read as OpenAI's. */
  toAnswer(body: AnswerBody, options: AnswerOptions): AnswerBody;
}

/** OpenAI's own: bytes pass as they are. */
export const openAiDialect: Dialect = {
  toPath: ({ path }) => path,
  toBody: toUpstreamBody,
  toAnswer: (body) => body,
};
