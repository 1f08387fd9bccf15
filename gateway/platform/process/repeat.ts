/**
 * Runs `work` again and again, each time `ms` after its end; null = never. It must not reject, and no
 * process is kept for it. Answers how to stop.
 */
export function repeat(ms: number | null, work: () => Promise<void>): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    if (ms === null || isStopped) return;
    timer = setTimeout(() => void work().finally(schedule), ms).unref();
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
