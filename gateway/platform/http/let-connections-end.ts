import { type Socket, Server as TcpServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/**
 * Lets a server go without losing a request that is on its way. New connections are refused at
 * once; those that are open may bring one more request, whose answer ends them, and are closed
 * after `lingerMs` without any. Node would close idle ones at once, a request in flight or not, and
 * wait a minute for one on which no request ever began.
 */
export function letConnectionsEnd(app: FastifyInstance, lingerMs: number): void {
  const { server } = app;
  const unused = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));
  app.addHook("preClose", async () => {
    // What the system has accepted for us already is taken first: it would be reset otherwise.
    await setImmediate();
    const ended = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
    // Of connections whose answers are still to end.
    server.keepAliveTimeout = Math.max(1, lingerMs);
    const closeQuiet = () => {
      for (const socket of unused) socket.destroy();
      server.closeIdleConnections();
    };
    // A busy event loop runs its timers first: what has arrived by now is read before.
    const timer = setTimeout(() => void setImmediate().then(closeQuiet), lingerMs);
    await ended;
    clearTimeout(timer);
  });
}
