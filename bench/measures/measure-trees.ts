import { once } from "node:events";
import { Cluster } from "ioredis";
import type { ReserveRequest } from "../../gateway/limits/counter-store";
import { openRedis } from "../../gateway/limits/redis/open-redis";
import { createRedisCounterStore } from "../../gateway/limits/redis/redis-counter-store";
import { keepStops } from "../keep-stops";
import { percentile } from "../percentile";
import { startCluster } from "../programs/start-cluster";
import type { Figure } from "../report";
import { callFor, createDecisionRequest, nothing } from "./decision-calls";

const levels = 5;
const calls = 64;
/** More than there are buckets, so that every master has its part. */
const manyTrees = 512;
/**
 * Requests decided and settled a second on a real cluster of three masters: of one tree, which one of
 * them counts alone, and of many. On two cores masters share what they have; so beside the rate stands
 * what a request costs the master in its own time, and what one with a core of its own may have.
 */
export function measureTrees(options: {
  seconds: number;
  rounds: number;
  ports: readonly number[];
}): Promise<Figure[]> {
  return keepStops(async (stops) => {
    const { keep } = stops;
    const redis = openRedis(await startCluster(stops, options.ports), { commandMs: 60_000 });
    keep({ stop: async () => redis.disconnect() });
    await once(redis, "ready");
    if (!(redis instanceof Cluster)) throw new Error("no cluster");
    const masters = redis.nodes("master");
    const store = createRedisCounterStore({ redis, namespace: "bench-" });
    keep({ stop: store.close });
    await store.rebuild(nothing());
    const all = Array.from({ length: manyTrees }, (_, tree) =>
      createDecisionRequest(
        Array.from({ length: levels }, (_, level) => `grp_bench_${tree}_${level}`),
      ),
    );
    const cases: Record<string, ReserveRequest[]> = { one: all.slice(0, 1), many: all };
    const found: Record<string, Turn[]> = { one: [], many: [] };
    let id = 0;
    const decide = async (requests: ReserveRequest[]) => {
      const request = requests[id % requests.length];
      if (!request) throw new Error("no tree");
      const reservationId = `rsv_${id++}`;
      const result = await store.reserve({ ...request, reservationId });
      if (!result.admitted) throw new Error("the decision refused a request that fits");
      await store.settle(result.reservation, 30);
    };
    for (let round = 0; round <= options.rounds; round++) {
      for (const [name, requests] of Object.entries(cases)) {
        const before = await Promise.all(masters.map(readWork));
        const startMs = performance.now();
        const forMs = options.seconds * 1_000;
        const done = await callFor(() => decide(requests), { atOnce: calls, forMs });
        const rate = (done * 1_000) / (performance.now() - startMs);
        const after = await Promise.all(masters.map(readWork));
        // The first round compiles the code.
        if (round > 0) found[name]?.push({ rate, ...between(before, after) });
      }
    }
    return Object.entries(found).flatMap(([name, turns]): Figure[] => {
      const of = (read: (turn: Turn) => number) => percentile(turns.map(read), 0.5);
      const label = name === "one" ? "one tree" : `${manyTrees} trees`;
      return [
        { name: `trees: ${label}, decided and settled`, value: of(({ rate }) => rate), unit: "/s" },
        {
          name: `trees: ${label}, a master's own time for one`,
          value: of(({ micros }) => micros),
          unit: "µs",
        },
        {
          name: `trees: ${label}, what a master's core may have`,
          value: 1e6 / of(({ micros }) => micros),
          unit: "/s",
        },
        {
          name: `trees: ${label}, the busiest of 3 masters' part`,
          value: of(({ part }) => part),
          unit: "",
        },
      ];
    });
  });
}

interface Turn {
  rate: number;
  /** Of Redis, for a decision and its settlement. */
  micros: number;
  part: number;
}

interface Work {
  calls: number;
  micros: number;
}

interface Master {
  info(section: string): Promise<string>;
}

/** What a master has done so far, in processor time: other work on the machine does not count. */
async function readWork(node: Master): Promise<Work> {
  const stats = await node.info("commandstats");
  const cpu = await node.info("cpu");
  const seconds = (kind: string) =>
    Number(new RegExp(`used_cpu_${kind}_main_thread:([\\d.]+)`).exec(cpu)?.[1]);
  return {
    calls: Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0),
    micros: (seconds("user") + seconds("sys")) * 1e6,
  };
}

function between(before: readonly Work[], after: readonly Work[]): Pick<Turn, "micros" | "part"> {
  const done = after.map(({ calls, micros }, at) => ({
    calls: calls - (before[at]?.calls ?? 0),
    micros: micros - (before[at]?.micros ?? 0),
  }));
  // Masters that take no part say how they are, and no more.
  const busy = done.filter(({ calls }) => calls > 0);
  const total = (read: (work: Work) => number) => busy.reduce((sum, one) => sum + read(one), 0);
  const count = total((work) => work.calls);
  return {
    // Two scripts a request.
    micros: (2 * total((work) => work.micros)) / count,
    part: Math.max(...busy.map((work) => work.calls)) / count,
  };
}
