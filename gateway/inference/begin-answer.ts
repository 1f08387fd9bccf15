import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";

/**
 * Sends status 200 and the headers, those set on the reply among them, past Fastify's own sending:
 * its hooks and serializers have nothing to do here, and take a tenth of a small answer's time.
 */
export function beginAnswer(reply: FastifyReply, headers: OutgoingHttpHeaders): void {
  const all: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) all[name] = value;
  }
  reply.hijack();
  // All at once: headers set one by one are checked and stored twice.
  reply.raw.writeHead(200, Object.assign(all, headers));
}
