import { keepStops } from "../keep-stops";
import { percentile } from "../percentile";
import { type Answer, ask, isServed, patienceMs, untilAll } from "../programs/ask-replica";
import { slug } from "../programs/prepare-gateway";
import { addCustomer, type Replicas, startReplicas, toTarget } from "../programs/start-replicas";
import type { Figure } from "../report";
import { measureSilence } from "./measure-silence";

const replicaCount = 3;
/**
 * How long after a change was answered each of three replicas on one database acts on it, each asked
 * over and over meanwhile; and how long decisions wait for a Redis that is silent, and after its return.
 */
export function measureFreshness(rounds: number, ports: readonly number[]): Promise<Figure[]> {
  return keepStops(async (stops) => {
    const replicas = await startReplicas(stops, replicaCount, ports);
    const changes: Record<string, (fixture: Replicas) => Promise<Change>> = {
      "a revoked key": revokeKey,
      "a key revoked while connections are cut": revokeWhileCut,
      "a limit": setLimit,
      "an endpoint pointed elsewhere": repoint,
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round <= rounds; round++) {
      for (const [name, prepare] of Object.entries(changes)) {
        const timesMs = await measureTime(replicas, await prepare(replicas));
        // The first round opens connections and compiles code.
        if (round > 0) times[name] = [...(times[name] ?? []), ...timesMs];
      }
    }
    const figures = Object.entries(times).flatMap(([name, timesMs]): Figure[] => [
      {
        name: `freshness: ${name}, p50 of ${timesMs.length}`,
        value: percentile(timesMs, 0.5),
        unit: "ms",
      },
      {
        name: `freshness: ${name}, longest`,
        value: Math.max(...timesMs),
        unit: "ms",
        atMost: 1_000,
      },
    ]);
    return [...figures, ...(await measureSilence(replicas, Math.min(rounds, 10)))];
  });
}

interface Change {
  key: string;
  make: () => Promise<unknown>;
  /** An answer of before, and one of after. */
  isOld: (answer: Answer) => boolean;
  isNew: (answer: Answer) => boolean;
}

/** Of each replica: from the change's answer to the last answer that was still an old one. */
async function measureTime(
  { urls }: Replicas,
  { key, make, isOld, isNew }: Change,
): Promise<number[]> {
  // In memory everywhere.
  for (const url of urls) {
    for (let call = 0; call < 3; call++) {
      const answer = await ask(url, key);
      if (!isOld(answer)) throw new Error(`before the change: ${answer.status} ${answer.text}`);
    }
  }
  let changedAtMs = Number.POSITIVE_INFINITY;
  const watching = urls.map(async (url) => {
    for (;;) {
      const answer = await ask(url, key);
      const afterMs = performance.now() - changedAtMs;
      if (isNew(answer)) return Math.max(0, afterMs);
      if (afterMs > patienceMs) throw new Error(`never acted on: ${answer.status} ${answer.text}`);
    }
  });
  await make();
  changedAtMs = performance.now();
  return Promise.all(watching);
}

async function revokeKey({ manage }: Replicas): Promise<Change> {
  const { id, key } = await addCustomer(manage);
  const path = `/v1/gateway/groups/${id}/api_keys/${key.slice(0, 16)}`;
  return {
    key,
    make: () => manage("DELETE", path),
    isOld: isServed,
    isNew: ({ status }) => status === 401,
  };
}

/** Every replica's listening connection too. */
async function revokeWhileCut(fixture: Replicas): Promise<Change> {
  const change = await revokeKey(fixture);
  const make = async () => {
    await fixture.database.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND application_name NOT IN ('headgate lock', 'headgate bench')`,
    );
    // A connection that was cut may be noticed only in use.
    for (let attempts = 1; ; attempts++) {
      try {
        return await change.make();
      } catch (error) {
        if (attempts === 20) throw error;
      }
    }
  };
  return { ...change, make };
}

async function setLimit({ manage }: Replicas): Promise<Change> {
  const { id, key } = await addCustomer(manage);
  const usage_limits = [{ type: "REQUEST", unit: "DAY", threshold: 0 }];
  return {
    key,
    make: () => manage("PATCH", `/v1/gateway/groups/${id}`, { models: [{ slug, usage_limits }] }),
    isOld: isServed,
    isNew: ({ status }) => status === 429,
  };
}

async function repoint(fixture: Replicas): Promise<Change> {
  const { manage, models, endpointId, secretId } = fixture;
  const { key } = await addCustomer(manage);
  const point = (baseUrl: string) =>
    manage("PATCH", `/v1/gateway/endpoints/${endpointId}`, {
      targets: [toTarget(baseUrl, secretId)],
    });
  await point(models[0]);
  await untilAll(fixture, key, ({ text }) => text.includes('"first"'));
  return {
    key,
    make: () => point(models[1]),
    isOld: ({ text }) => text.includes('"first"'),
    isNew: ({ text }) => text.includes('"second"'),
  };
}
