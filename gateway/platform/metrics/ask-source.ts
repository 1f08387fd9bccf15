/** A source that hangs must not hang the scrape. */
const sourceMsMax = 1_000;

/** Undefined, so that there is no series rather than a wrong number, where it fails, hangs or is missing. */
export async function askSource<Value>(
  source: (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  if (!source) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, sourceMsMax, undefined);
  });
  try {
    return await Promise.race([source(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
