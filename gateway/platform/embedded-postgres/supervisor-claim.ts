import { isProcessAlive } from "../process/process-identity";

/** What a supervisor's connection is called while it stops: whoever comes next waits for its end. */
export const stoppingName = "headgate supervisor, stopping";
const stoppingMsMax = 60_000;
/** A killed supervisor's connection is gone within this time, on a busy machine too. */
const goneMsMax = 10_000;

/** What a supervisor's connection is called: which process it is, and whose child. */
export function supervisorName(pid = process.pid, parentPid = process.ppid): string {
  return `headgate supervisor ${pid} of ${parentPid}`;
}

/**
 * How long a second start waits for the holder of its data folder, known by the name of its connection.
 * Not at all for one that runs, with whoever started it: its end is not in sight.
 */
export function patienceMs(holder: string | null, isAlive = isProcessAlive): number {
  if (holder === stoppingName) return stoppingMsMax;
  const [, pid, parentPid] = /^headgate supervisor (\d+) of (\d+)$/.exec(holder ?? "") ?? [];
  if (pid === undefined || !isAlive(Number(pid))) return goneMsMax;
  // One whose npm was killed notices, and stops in order.
  return isAlive(Number(parentPid)) ? 0 : stoppingMsMax;
}
