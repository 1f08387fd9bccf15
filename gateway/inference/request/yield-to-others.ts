/** Work on large bodies that waits for its next turn, in the order in which it came. */
const waiting: (() => void)[] = [];

/**
 * Lets everything that is ready run before the caller goes on. However much large work is under way,
 * one piece of it has its turn at a time, and what is ready runs before the next.
 */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(nextTurn);
  });
}

function nextTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(nextTurn);
}
