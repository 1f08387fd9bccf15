/** The longest the event loop was held while `work` ran: processor time, others' does not count. */
export async function longestHoldMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.cpuUsage();
  let running = true;
  const look = () => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
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

const runs = 3;
/** What parsing the yardstick takes where nothing else runs: a slow 2-core machine, Node 20. */
const idleYardstickMs = 10;
const yardstick = JSON.stringify(
  Array.from({ length: 20_000 }, (_, n) => ({ id: `id${n}`, text: "some words and more", n })),
);

/**
 * The least of several such holds: what cold code and the collector's threads add differs from run
 * to run, what the work itself takes does not. As an idle machine would take: where other programs
 * fill the processor's caches, the same work costs a multiple of its time, and so does a yardstick.
 */
export async function leastHoldMs(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const before = yardstickMs();
    const holdMs = await longestHoldMs(work);
    const slowness = Math.max(1, Math.min(before, yardstickMs()) / idleYardstickMs);
    least = Math.min(least, holdMs / slowness);
  }
  return least;
}

function yardstickMs(): number {
  const before = process.cpuUsage();
  JSON.parse(yardstick);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
