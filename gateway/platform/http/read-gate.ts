import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "./app-error";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Reads more than an index leads to: few at a time, see `ReadGate`. */
    isSlow?: true | ((request: Pick<FastifyRequest, "query">) => boolean);
  }
}

/** Lets slow reads of the management plane in, a few at a time and workspaces in turn. */
export interface ReadGate {
  /**
   * Runs `read` once it has a place. Whoever has gone by then (`response`) reads nothing.
   * @throws AppError 429 where too many wait already, or it waited for too long
   */
  pass<Result>(
    workspaceId: string,
    response: ServerResponse,
    read: () => Promise<Result>,
  ): Promise<Result>;
}

export interface ReadGateOptions {
  atOnce: number;
  /** Of one workspace. */
  waitingMax?: number;
  patienceMs?: number;
}

interface Waiter {
  workspaceId: string;
  begin: () => void;
}

export function createReadGate({
  atOnce,
  waitingMax = 64,
  patienceMs = 15_000,
}: ReadGateOptions): ReadGate {
  const waiting = new Set<Waiter>();
  /** Which turn was a workspace's last one, for as long as anybody waits. */
  const lastTurns = new Map<string, number>();
  let reading = 0;
  let turns = 0;

  function occupy(workspaceId: string): void {
    reading += 1;
    turns += 1;
    lastTurns.set(workspaceId, turns);
  }

  function leave(): void {
    reading -= 1;
    nextWaiter()?.begin();
    if (waiting.size === 0) lastTurns.clear();
  }

  /** Of the workspace whose last turn was longest ago; of several, who came first. */
  function nextWaiter(): Waiter | undefined {
    const findLastTurn = ({ workspaceId }: Waiter) => lastTurns.get(workspaceId) ?? 0;
    let next: Waiter | undefined;
    for (const waiter of waiting) {
      if (!next || findLastTurn(waiter) < findLastTurn(next)) next = waiter;
    }
    return next;
  }

  function waitForPlace(workspaceId: string, response: ServerResponse): Promise<void> {
    const others = [...waiting].filter((waiter) => waiter.workspaceId === workspaceId);
    if (others.length >= waitingMax) throw tooManyReads();
    return new Promise((resolve, reject) => {
      const end = () => {
        waiting.delete(waiter);
        clearTimeout(timer);
        response.off("close", giveUp);
      };
      const giveUp = () => {
        end();
        reject(tooManyReads());
      };
      const waiter: Waiter = {
        workspaceId,
        begin() {
          end();
          occupy(workspaceId);
          resolve();
        },
      };
      const timer = setTimeout(giveUp, patienceMs);
      response.once("close", giveUp);
      waiting.add(waiter);
    });
  }

  return {
    async pass(workspaceId, response, read) {
      if (reading < atOnce) occupy(workspaceId);
      else await waitForPlace(workspaceId, response);
      // To its end, whoever has gone: until then PostgreSQL works on it.
      try {
        return await read();
      } finally {
        leave();
      }
    },
  };
}

function tooManyReads(): AppError {
  return new AppError(
    "TOO_MANY_REQUESTS",
    "Too many long reads are under way here: a few are served at a time, and this one waited in vain. Try again in some seconds, with fewer at once",
  );
}

/** Sends every route of `app` that is declared slow through the gate; call it before they are. */
export function gateSlowReads(app: FastifyInstance, gate: ReadGate): void {
  app.addHook("onRoute", (route) => {
    const isSlow = route.config?.isSlow;
    if (!isSlow) return;
    const { handler } = route;
    route.handler = async function passGate(request, reply) {
      if (isSlow !== true && !isSlow(request)) return handler.call(this, request, reply);
      const { workspaceId } = request.management;
      return gate.pass(workspaceId, reply.raw, async () => handler.call(this, request, reply));
    };
  });
}
