import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Operation } from "../../contracts/operations/operation";

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Route<Described extends Operation> {
  Params: Parsed<Described["params"]>;
  Querystring: Parsed<Described["query"]>;
  Body: Parsed<Described["body"]>;
}

type Answer<Described extends Operation> =
  | z.input<Described["answer"]>
  | (Described extends { asCsv: string } ? string : never);

/** Serves an operation: what the handler gets is parsed, and its answer is held to the contract. */
export function route<Described extends Operation>(
  app: FastifyInstance,
  operation: Described,
  handler: (
    request: FastifyRequest<Route<Described>>,
    reply: FastifyReply,
  ) => Answer<Described> | Promise<Answer<Described>>,
  config: Omit<FastifyContextConfig, "scope"> = {},
): void {
  const { method, path, scope, tag, params, query, body, answer, asCsv } = operation;
  const { operationId, summary, description } = operation;
  app.route<Route<Described>>({
    method,
    url: path.replace(/\{(\w+)\}/g, ":$1"),
    config: { ...config, scope },
    schema: {
      ...{ tags: [tag], operationId, summary, ...(description && { description }) },
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: { 200: asCsv === undefined ? answer : jsonOrCsv(answer, asCsv) },
    },
    handler: (request, reply) => handler(request, reply),
  });
}

const jsonOrCsv = (answer: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema: answer }, "text/csv": { schema: z.string() } },
});
