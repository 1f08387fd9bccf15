import type { FastifyReply } from "fastify";

/**
 * Sends status 200 and the headers, those set on the reply among them, past Fastify's own sending:
 * its hooks and serializers have nothing to do here, and take a tenth of a small answer's time.
 */
export function beginAnswer(reply: FastifyReply, headers: Record<string, string | number>): void {
  const { raw } = reply;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200, headers);
}
