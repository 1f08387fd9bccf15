const secondsMax = 86_400;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * How long an upstream asks to wait: whole seconds, rounded up, from 1 to a day; undefined where
 * it does not say. A number, a fraction or a date (RFC 9110, 10.2.3), or OpenAI's `retry-after-ms`.
 */
export function retryAfterSeconds(headers: Headers, nowMs: number): number | undefined {
  const ms = parseMilliseconds(headers, nowMs);
  if (ms === undefined) return undefined;
  return Math.min(secondsMax, Math.max(1, Math.ceil(ms / 1_000)));
}

function parseMilliseconds(headers: Headers, nowMs: number): number | undefined {
  const value = toText(headers["retry-after"]);
  if (/^(?:\d+\.?\d*|\.\d+)s?$/.test(value)) return Number.parseFloat(value) * 1_000;
  // Only dates with a word in them, or of ISO 8601: Date.parse reads nearly anything as one.
  const isDate = /^(?:[a-z]{3,9},? |\d{4}-\d\d-\d\dT)/i.test(value);
  // The oldest form, asctime, says no zone: it is GMT as well.
  const zoned = /\d{4}$/.test(value) ? `${value} GMT` : value;
  const dateMs = isDate ? Date.parse(zoned) : Number.NaN;
  if (!Number.isNaN(dateMs)) return dateMs - nowMs;
  const ms = toText(headers["retry-after-ms"]);
  return /^\d+(?:\.\d*)?$/.test(ms) ? Number(ms) : undefined;
}

function toText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
}
