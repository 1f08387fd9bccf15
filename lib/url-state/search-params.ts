/** Of an address, as Next reads it. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const textMax = 255;

/** What was said once, and not without end; null where nothing was. */
export function cutText(value: SearchParams[string]): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, textMax) : null;
}

/** The same of what means nothing once it is cut, such as an id. */
export function readText(value: SearchParams[string]): string | null {
  return cutText(value) === value ? value : null;
}

/** The address that says this. What is empty, as the default is, is left out of it. */
export function toHref(
  path: string,
  said: Readonly<Record<string, string | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) if (value) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}
