import type { Logger } from "pino";
import { z } from "zod";
import { parseJson } from "../../contracts/leaves/json";
import type { Change } from "../../platform/db/changes";
import type { Database } from "../../platform/db/database";
import { within } from "../../platform/process/within";
import { listenOn, sendHeartbeat } from "./change-channel-store";

export interface ChangeListener {
  /**
   * True while the connection has proven itself within the last moments: every change committed
   * before that was asked was heard. While false, caches must trust nothing for longer than a second.
   */
  isCurrent(): boolean;
  /** Resolves once changes are heard for the first time, or the first attempt has failed. */
  ready: Promise<void>;
  close(): Promise<void>;
}

export interface ChangeHandlers {
  onChange: (change: Change) => void;
  /** Changes may have been missed: forget everything. */
  onReset: () => void;
}

const change = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("group"), rootGroupId: z.string() }),
  z.object({ kind: z.literal("key"), prefix: z.string() }),
  z.object({ kind: z.literal("endpoint"), slug: z.string() }),
  z.object({ kind: z.literal("secret"), workspaceId: z.string() }),
  z.object({ kind: z.literal("managementKey") }),
]);

const heartbeatMs = 250;
const heartbeatAgeMsMax = 600;
const silenceMsMax = 2_000;
const reconnectMs = 250;

/**
 * Hears what other requests and replicas change, over a connection of its own that reconnects by
 * itself. A regular round trip on that connection tells a dead one from a quiet one.
 */
export function listenToChanges(
  { db, log, nowMs }: { db: Pick<Database, "connect">; log: Logger; nowMs: () => number },
  handlers: ChangeHandlers,
): ChangeListener {
  let lastHeartbeatAtMs = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let wake = () => {};
  let markReady = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (closed) return resolve();
      wake = resolve;
      timer = setTimeout(resolve, ms);
      timer.unref();
    });

  async function listenOnce(): Promise<void> {
    const client = await db.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken ??= error;
    };
    client.on("error", onError);
    client.on("notification", ({ payload }) => hear(payload));
    try {
      await listenOn(client);
      handlers.onReset();
      while (!closed && !broken) {
        const askedAtMs = nowMs();
        await within(sendHeartbeat(client), silenceMsMax, "the listening connection's answer");
        // The time of the question, not of the answer: changes after the question may not have been
        // heard.
        lastHeartbeatAtMs = askedAtMs;
        markReady();
        await pause(heartbeatMs);
      }
      if (broken) throw broken;
    } catch (error) {
      broken ??= error instanceof Error ? error : new Error("LISTEN failed", { cause: error });
      throw error;
    } finally {
      lastHeartbeatAtMs = Number.NEGATIVE_INFINITY;
      client.removeAllListeners("notification");
      // Destroyed either way: a pooled connection must not go on listening.
      client.release(broken ?? true);
    }
  }

  function hear(payload: string | undefined): void {
    const parsed = change.safeParse(parseJson(payload ?? ""));
    if (parsed.success) handlers.onChange(parsed.data);
    else handlers.onReset();
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await listenOnce();
      } catch (err) {
        if (!closed) log.warn({ err }, "not hearing changes; caches last a second until then");
      }
      markReady();
      await pause(reconnectMs);
    }
  }

  const running = run();
  return {
    isCurrent: () => nowMs() - lastHeartbeatAtMs < heartbeatAgeMsMax,
    ready,
    async close() {
      closed = true;
      clearTimeout(timer);
      wake();
      await running;
    },
  };
}
