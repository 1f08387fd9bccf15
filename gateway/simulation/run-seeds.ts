import { Worker } from "node:worker_threads";
import type { SeedResult } from "./run-seed";

export interface Seeds {
  bundle: string;
  first: number;
  count: number;
  steps: number;
  workers: number;
}

const program = `
  import { parentPort, workerData } from "node:worker_threads";
  const { runSeed } = await import(workerData.bundle);
  parentPort.on("message", async ({ seed, steps }) => {
    parentPort.postMessage(await runSeed(seed, steps));
  });
`;

/** Runs seeds on threads, and stops at the first that fails; answers those that ran. */
export async function runSeeds({
  bundle,
  first,
  count,
  steps,
  workers,
}: Seeds): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  let next = first;
  let hasFailed = false;
  const work = async () => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
      workerData: { bundle },
    });
    const failed = new Promise<never>((_, reject) => worker.once("error", reject));
    try {
      while (next < first + count && !hasFailed) {
        const answer = new Promise<SeedResult>((resolve) => worker.once("message", resolve));
        worker.postMessage({ seed: next++, steps });
        const result = await Promise.race([answer, failed]);
        if (result.failure !== undefined) hasFailed = true;
        results.push(result);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results.sort((one, other) => one.seed - other.seed);
}
