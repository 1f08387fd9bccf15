import { readFileSync } from "node:fs";

/** The longest the event loop was held while `work` ran: its thread's processor time, no other's. */
export async function longestHoldMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = threadMs();
  let running = true;
  const look = () => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const tick = () => {
    look();
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  await work();
  running = false;
  // Work that never let go of the loop let no tick run either.
  look();
  return longest;
}

const runsMax = 10;
/** What parsing the yardstick takes where nothing else runs: a slow 2-core machine, Node 20. */
const idleYardstickMs = 10;
const yardstick = JSON.stringify(
  Array.from({ length: 20_000 }, (_, n) => ({ id: `id${n}`, text: "some words and more", n })),
);

/**
 * The least of several such holds: what cold code and garbage add differs from run to run, what the
 * work itself takes does not, so the first hold below `enoughMs` answers. As an idle machine would
 * take: where other programs fill the processor's caches, the same work costs a multiple of its
 * time, and so does a yardstick.
 */
export async function leastHoldMs(work: () => Promise<unknown>, enoughMs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runsMax && least >= enoughMs; run++) {
    const before = yardstickMs();
    const holdMs = await longestHoldMs(work);
    const slowness = Math.max(1, Math.min(before, yardstickMs()) / idleYardstickMs);
    least = Math.min(least, holdMs / slowness);
  }
  return least;
}

function yardstickMs(): number {
  const before = threadMs();
  JSON.parse(yardstick);
  return threadMs() - before;
}

/** Processor time of this thread; elsewhere than on Linux of the process, the collector's included. */
function threadMs(): number {
  if (process.platform === "linux") {
    const [runNs] = readFileSync("/proc/thread-self/schedstat", "latin1").split(" ");
    return Number(runNs) / 1e6;
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
