import { isProcessAlive } from "../process/process-identity";

/** What a supervisor's connection is called while it stops: whoever comes next waits for its end. */
export const stoppingName = "headgate supervisor, stopping";
const stoppingMsMax = 60_000;
/** A supervisor notices within this time that its npm was killed. */
const orphanMs = 1_500;

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
  const runs = pid !== undefined && isAlive(Number(pid)) && isAlive(Number(parentPid));
  return runs ? 0 : orphanMs;
}
