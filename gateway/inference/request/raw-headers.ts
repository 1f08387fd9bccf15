/**
 * Names and values in turns, as node:http and undici take them. On the way of every request an
 * object would cost more: one that is spread into another takes the engine some microseconds.
 */
export type RawHeaders = string[];

export function toRawHeaders(headers: Readonly<Record<string, string>>): RawHeaders {
  return Object.entries(headers).flat();
}
