/** What the text means; undefined where it is no JSON. A byte order mark in front is no part of it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** A JSON object: neither a list nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}

/** A JSON object or a list. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
