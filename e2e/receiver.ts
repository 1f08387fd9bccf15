import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { resolve } from "node:path";
import { until } from "./until";

const root = resolve(import.meta.dirname, "..");

export async function freePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

export interface Receiver {
  stop(): Promise<void>;
}

/** The receiver that the docs hand out, as its users run it. */
export async function startDocsReceiver(settings: {
  port: number;
  secret: string;
  eventsFile: string;
}): Promise<Receiver> {
  const child: ChildProcess = spawn(process.execPath, ["docs/webhook-receiver/receiver.mjs"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(settings.port),
      WEBHOOK_SECRETS: settings.secret,
      EVENTS_FILE: settings.eventsFile,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  await until("the receiver listens", 60_000, () => {
    if (child.exitCode !== null) throw new Error("the receiver ended early");
    return said.includes("receiving on");
  });
  return {
    stop: async () => {
      const ended = new Promise((resolveEnd) => child.once("exit", resolveEnd));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export interface Push {
  id: string;
  signature: string;
  body: Buffer;
}

/** A receiver that answers what it is told to, and keeps what it got. */
export async function startReceiverDouble(
  port: number,
  answer: { status: number; body: string },
): Promise<Receiver & { pushes: Push[] }> {
  const pushes: Push[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    pushes.push({
      id: String(request.headers["x-baseten-request-id"]),
      signature: String(request.headers["x-baseten-signature"]),
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return {
    pushes,
    stop: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
