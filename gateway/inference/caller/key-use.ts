import type { Deps } from "../../deps";
import { updateKeysLastUsed } from "./caller-store";

export interface KeyUse {
  note(workspaceId: string, prefix: string): void;
  close(): Promise<void>;
}

interface Use {
  workspaceId: string;
  prefix: string;
  at: Date;
}

const flushMs = 1_000;
/** A key in constant use is written once in this time. */
const rewriteMs = 30_000;
const keysMax = 100_000;

/** Writes keys' last use in batches, off the path of the requests. */
export function trackKeyUse({ db, clock, log }: Pick<Deps, "db" | "clock" | "log">): KeyUse {
  let pending = new Map<string, Use>();
  const writtenAtMs = new Map<string, number>();
  let flushing = Promise.resolve();

  async function flush(): Promise<void> {
    if (pending.size === 0) return;
    const uses = [...pending.values()];
    pending = new Map();
    try {
      await updateKeysLastUsed(db, uses);
    } catch (err) {
      log.warn({ err, keys: uses.length }, "could not write keys' last use");
    }
  }
  const timer = setInterval(() => {
    flushing = flushing.then(flush);
  }, flushMs);
  timer.unref();

  return {
    note(workspaceId, prefix) {
      const id = `${workspaceId} ${prefix}`;
      const nowMs = clock.now();
      const lastMs = writtenAtMs.get(id);
      if (lastMs !== undefined && nowMs - lastMs < rewriteMs) return;
      if (writtenAtMs.size >= keysMax) writtenAtMs.clear();
      writtenAtMs.set(id, nowMs);
      pending.set(id, { workspaceId, prefix, at: new Date(nowMs) });
    },
    async close() {
      clearInterval(timer);
      await flushing;
      await flush();
    },
  };
}
