/** Awaits a condition, asking again every 50 ms; throws what it waited for when it never comes. */
export async function until(
  what: string,
  timeoutMs: number,
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`Waited ${timeoutMs} ms, but not yet: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
