const secondsMax = 86_400;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * How long an upstream asks to wait: whole seconds, rounded up, from 1 to a day; undefined where
 * it does not say. A number, a fraction or a date (RFC 9110, 10.2.3), or OpenAI's `retry-after-ms`.
 */
export function retryAfterSeconds(headers: Headers, nowMs: number): number | undefined {
  const ms = millisecondsOf(headers, nowMs);
  if (ms === undefined) return undefined;
  return Math.min(secondsMax, Math.max(1, Math.ceil(ms / 1_000)));
}

function millisecondsOf(headers: Headers, nowMs: number): number | undefined {
  const value = textOf(headers["retry-after"]);
  if (/^\d+(?:\.\d*)?$/.test(value)) return Number(value) * 1_000;
  // Only dates with a word in them: Date.parse reads nearly anything as one.
  const dateMs = /^[a-z]{3,9},? /i.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(dateMs)) return dateMs - nowMs;
  const ms = textOf(headers["retry-after-ms"]);
  return /^\d+(?:\.\d*)?$/.test(ms) ? Number(ms) : undefined;
}

function textOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
}
