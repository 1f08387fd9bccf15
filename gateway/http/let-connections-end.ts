import { type Socket, Server as TcpServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** What a client that was told of our end gets to close its own side. */
const closingMs = 500;

interface Connection {
  answersUnderWay: number;
  /** What had been read when it fell silent: more means that a request is on its way. */
  bytesRead: number;
  /** Begins anew with each answer: whoever just got one may be asking again. */
  silence?: NodeJS.Timeout;
}

/**
 * Lets a server go without losing a request that is on its way. New connections are refused at
 * once; those that are open may bring one more request, whose answer ends them. One that stays
 * silent for `lingerMs` is closed from our side first and read on: node would reset it instead.
 */
export function letConnectionsEnd(app: FastifyInstance, lingerMs: number): void {
  const { server } = app;
  const connections = new Map<Socket, Connection>();
  let stopping = false;

  server.on("connection", (socket: Socket) => {
    connections.set(socket, { answersUnderWay: 0, bytesRead: 0 });
    socket.once("close", () => connections.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    const connection = connections.get(socket);
    if (!connection) return;
    connection.answersUnderWay++;
    response.once("close", () => {
      connection.answersUnderWay--;
      connection.bytesRead = socket.bytesRead;
      if (stopping) endWhenSilent(socket, connection);
    });
  });

  function endWhenSilent(socket: Socket, connection: Connection): void {
    const end = () => {
      const isSilent =
        connection.answersUnderWay === 0 && connection.bytesRead === socket.bytesRead;
      if (!isSilent) return;
      socket.end();
      setTimeout(() => socket.destroy(), closingMs).unref();
    };
    // A busy event loop runs its timers first: what has arrived by now is read before.
    clearTimeout(connection.silence);
    connection.silence = setTimeout(() => void setImmediate().then(end), lingerMs);
  }

  app.addHook("preClose", async () => {
    // What the system has accepted for us already is taken first: it would be reset otherwise.
    await setImmediate();
    stopping = true;
    const ended = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
    for (const [socket, connection] of connections) endWhenSilent(socket, connection);
    await ended;
  });
}
