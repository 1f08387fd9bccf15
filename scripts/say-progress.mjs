/** Nobody should wonder for longer whether a start is stuck. */
const saidEveryMs = 8_000;

/**
 * Says what takes long, and that it still goes on, until it is done.
 *
 * @template Result
 * @param {string} what in the middle of a sentence: `installing packages`
 * @param {() => Promise<Result>} work
 * @param {(line: string) => void} [say]
 * @returns {Promise<Result>}
 */
export async function sayProgress(what, work, say = console.log) {
  const startedMs = performance.now();
  const timer = setInterval(() => {
    say(`Still ${what} (${Math.round((performance.now() - startedMs) / 1_000)} s)…`);
  }, saidEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
