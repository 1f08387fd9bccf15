const pollMs = 200;

/**
 * Calls `onOrphaned` once the process that started us is gone. A signal does not tell: one that
 * was killed by -9 sends none, and npm passes none on. Answers how to stop watching.
 */
export function watchParent(parentPid: number, onOrphaned: () => void): () => void {
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onOrphaned();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
