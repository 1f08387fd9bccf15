import { percentile } from "../percentile";
import { ask, isServed, untilAll } from "../programs/ask-replica";
import { addCustomer, type Replicas } from "../programs/start-replicas";
import type { Figure } from "../report";

/**
 * How long a decision waits for a Redis that is silent, and decisions for its return. Stopped by signal:
 * connections stay open, nothing is answered.
 */
export async function measureSilence(fixture: Replicas, rounds: number): Promise<Figure[]> {
  const { urls, manage, redis } = fixture;
  const { key } = await addCustomer(manage);
  await untilAll(fixture, key, isServed);
  const refusedMs: number[] = [];
  const backMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    process.kill(redis.pid, "SIGSTOP");
    for (const url of urls) {
      const askedAtMs = performance.now();
      const { status, text } = await ask(url, key);
      if (status !== 503) throw new Error(`with Redis silent: ${status} ${text}`);
      refusedMs.push(performance.now() - askedAtMs);
    }
    process.kill(redis.pid, "SIGCONT");
    const returnedAtMs = performance.now();
    await untilAll(fixture, key, isServed);
    backMs.push(performance.now() - returnedAtMs);
  }
  return [
    { name: "Redis silent: a refusal, p50", value: percentile(refusedMs, 0.5), unit: "ms" },
    {
      name: "Redis silent: a refusal, longest",
      value: Math.max(...refusedMs),
      unit: "ms",
      atMost: 250,
    },
    {
      name: "Redis back: all replicas serve, longest",
      value: Math.max(...backMs),
      unit: "ms",
      atMost: 2_000,
    },
  ];
}
