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

/**
 * The least of several such holds: what cold code and the collector's threads add differs from run
 * to run, what the work itself takes does not.
 */
export async function leastHoldMs(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) least = Math.min(least, await longestHoldMs(work));
  return least;
}
