import type { AnswerBody } from "../answer-body";
import { invalidRequest } from "../errors/inference-error";
import type { InferenceRequest } from "../request/inference-request";
import type { Operation } from "../request/operation";
import type { RawHeaders } from "../request/raw-headers";
import { toUpstreamBody } from "../upstream/upstream-body";
import type { AnswerOptions } from "./answer-options";
import { anthropicAnswer } from "./anthropic/anthropic-answer";
import { messagesBody } from "./anthropic/messages-body";

/** The protocol that an upstream speaks. Everything around it speaks OpenAI's. */
export interface Dialect {
  /** Below the base address. @throws InferenceError 400 for what it has no word for */
  toPath(operation: Operation): string;
  toHeaders(secret: string): RawHeaders;
  /** @throws InferenceError 400 */
  toBody(request: InferenceRequest, targetModel: string | null): Buffer | Promise<Buffer>;
  /** The answer, read as OpenAI's. */
  toAnswer(body: AnswerBody, options: AnswerOptions): AnswerBody;
}

/** OpenAI's own: bytes pass as they are. */
export function openAiDialect(scheme: "Bearer" | "Api-Key"): Dialect {
  return {
    toPath: ({ path }) => path,
    toHeaders: (secret) => ["authorization", `${scheme} ${secret}`],
    toBody: toUpstreamBody,
    toAnswer: (body) => body,
  };
}

const anthropicVersion = "2023-06-01";

/** Anthropic's Messages API, which knows chat only. */
export const anthropicDialect: Dialect = {
  toPath({ path }) {
    if (path === "/chat/completions") return "/messages";
    throw invalidRequest(`This model does not serve ${path}; call /chat/completions.`, "model");
  },
  toHeaders: (secret) => ["x-api-key", secret, "anthropic-version", anthropicVersion],
  toBody: (request, targetModel) => messagesBody(request, targetModel ?? request.slug),
  toAnswer: anthropicAnswer,
};
