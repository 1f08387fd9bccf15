import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { FastifyInstance } from "fastify";
import type { Lifecycle } from "../process/lifecycle";
import type { ServerEdge } from "./server-edge";

/** Answers a request on node:http's own objects, its body unread. Never rejects. */
export type DirectHandler = (
  requestId: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Routes that a request reaches without Fastify, whose own work would be a tenth of its time. */
export interface DirectRoutes {
  /**
   * Fastify knows the path as well: to it go injected requests, other methods, and a path with a
   * query. `app` must leave bodies of this path unread.
   */
  post(app: FastifyInstance, path: string, handler: DirectHandler): void;
  /** Fastify's `serverFactory`. */
  createServer(fastify: RequestListener): Server;
}

/** A connection waits this long for its next request: longer than common load balancers do. */
const keepAliveMs = 72_000;

export function createDirectRoutes(
  newRequestId: () => string,
  edge: Pick<ServerEdge, "admits" | "watch">,
  lifecycle: Pick<Lifecycle, "isDraining">,
): DirectRoutes {
  const handlers = new Map<string, DirectHandler>();
  return {
    post(app, path, handler) {
      handlers.set(path, handler);
      app.post(path, ({ raw, id }, reply) => {
        reply.hijack();
        void handler(id, raw, reply.raw);
      });
    },
    createServer(fastify) {
      const server = createServer({ requireHostHeader: false }, (request, response) => {
        // It came as we closed our side: nobody would hear the answer, so nothing is done for it.
        if (request.socket.writableEnded) return void request.resume();
        // A stopping server takes no further request on this connection.
        if (!server.listening || lifecycle.isDraining) response.setHeader("connection", "close");
        if (!edge.admits(request, response)) return;
        const handler = request.method === "POST" && handlers.get(request.url ?? "");
        if (!handler) return fastify(request, response);
        void handler(newRequestId(), request, response);
      });
      edge.watch(server);
      server.keepAliveTimeout = keepAliveMs;
      // Node drops what is beyond a count in silence, such as a precondition; their size is bounded.
      server.maxHeadersCount = 0;
      return server;
    },
  };
}
