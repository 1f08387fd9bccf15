import { type Cluster, Redis } from "ioredis";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { isBack } from "./await-return";
import { PreparedCommand, type PreparedScript } from "./prepared-script";
import { toEpoch } from "./redis-keys";
import { timedOut } from "./redis-patience";
import type { RedisScript } from "./redis-scripts";

export type RedisClient = Redis | Cluster;

/** The bucket's marker names another epoch than the caller's; `current` = null while none is complete. */
export class OtherEpoch extends Error {
  readonly current: string | null;

  constructor(current: string | null) {
    super("the counters were built anew");
    this.name = "OtherEpoch";
    this.current = current;
  }
}

/**
 * Runs a script, sending its text only where Redis does not have it. Scripts may be run twice: a
 * reservation is made and ended once, by its id.
 * @throws OtherEpoch, CountersUnavailable (not reached, no answer in time, not able to write)
 */
export async function runScript(
  redis: RedisClient,
  { lua, sha }: RedisScript,
  keys: readonly string[],
  args: readonly (string | Buffer)[],
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await sendTwice(redis, () => redis.callBuffer("evalsha", sha, ...rest));
  } catch (error) {
    if (!isReply(error, "NOSCRIPT")) throw toFailure(error);
  }
  return sendTwice(redis, () => redis.callBuffer("eval", lua, ...rest)).catch((error: unknown) => {
    throw toFailure(error);
  });
}

/** As runScript, for scripts that are run over and over with the same keys. */
export async function runPrepared(
  redis: RedisClient,
  prepared: PreparedScript,
  values: readonly string[],
): Promise<unknown> {
  try {
    return await sendTwice(redis, () => {
      const command = new PreparedCommand(prepared, values);
      redis.sendCommand(command);
      return command.promise;
    });
  } catch (error) {
    if (!isReply(error, "NOSCRIPT")) throw toFailure(error);
    return runScript(redis, prepared.script, prepared.keys, [...prepared.constants, ...values]);
  }
}

/** Again where the connection was cut and is there again at once; a cluster's driver does so itself. */
async function sendTwice(redis: RedisClient, send: () => Promise<unknown>): Promise<unknown> {
  gatherWrites(redis);
  try {
    return await send();
  } catch (error) {
    if (isAnswer(error) || !(await isBack(redis))) throw error;
  }
  gatherWrites(redis);
  return send();
}

/** True where Redis refused, or stayed silent: sending again would not help. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && (error.name === "ReplyError" || error.message === timedOut);
}

/**
 * Sends all commands of one turn of the event loop in one write. One system call per command would
 * take a third of a decision's time.
 */
function gatherWrites(redis: RedisClient): void {
  const connections = redis instanceof Redis ? [redis] : redis.nodes("master");
  for (const { stream } of connections) {
    if (!stream || stream.writableCorked > 0) continue;
    stream.cork();
    setImmediate(() => stream.uncork());
  }
}

/** Turns what the driver throws into what callers act on; a script's own mistake stays as it is. */
export function toFailure(error: unknown): unknown {
  if (isReply(error, "HEADGATE ")) {
    return new OtherEpoch(toEpoch(error.message.slice("HEADGATE ".length)));
  }
  // Mistakes of ours, never a state of Redis: they must not look like one.
  const isRefusal = isReply(error, "ERR The user executing the script can't");
  if (
    (isReply(error, "ERR ") && !isRefusal) ||
    isReply(error, "WRONGTYPE") ||
    isReply(error, "CROSSSLOT")
  ) {
    return error;
  }
  return new CountersUnavailable("unreachable", { cause: error });
}

export function isReply(error: unknown, prefix: string): error is Error {
  return error instanceof Error && error.message.startsWith(prefix);
}
