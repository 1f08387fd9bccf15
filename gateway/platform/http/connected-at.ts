import type { buildConnector } from "undici";

type Connector = buildConnector.connector;

/** Makes connections whose errors know since when the connection was there. */
export function noteConnectedAt(connect: Connector): Connector {
  return (options, callback) =>
    connect(options, (...[failure, socket]) => {
      if (!socket) {
        callback(failure ?? new Error("no connection was made"), null);
        return;
      }
      const connectedAtMs = performance.now();
      socket.on("error", (error) => Object.assign(error, { connectedAtMs }));
      callback(null, socket);
    });
}

/** Undefined for what broke no connection. */
export function connectedAtMs(cause: unknown): number | undefined {
  const isNoted = cause instanceof Error && "connectedAtMs" in cause;
  return isNoted && typeof cause.connectedAtMs === "number" ? cause.connectedAtMs : undefined;
}
