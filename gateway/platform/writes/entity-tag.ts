import { hash } from "node:crypto";
import type { FastifyReply } from "fastify";

/**
 * A strong entity tag of what was declared: equal states have equal tags, on every replica and after
 * a restart. What is only derived, such as inherited limits, stays out. Source: RFC 9110, 8.8.3.
 */
export function entityTag(state: readonly unknown[]): string {
  return `"${hash("sha256", JSON.stringify(state), "base64url").slice(0, 27)}"`;
}

/** Answers `answer` with the tag of the state that it shows. */
export function withEntityTag<Answer>(
  reply: FastifyReply,
  answer: Answer,
  toState: (answer: Answer) => readonly unknown[],
): Answer {
  reply.header("etag", entityTag(toState(answer)));
  return answer;
}
