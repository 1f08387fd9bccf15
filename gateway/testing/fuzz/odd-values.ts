import type { Random } from "../../../scripts/seed/random";

/** In every text and number that the fuzz test makes up: neither may appear in a statement. */
export const canary = "zq9canary";
export const canaryNumber = 918_273_645;

/** JSON that no value of this language writes. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function oddText(random: Random): string {
  const made = random.pick<() => string>([
    () => canary,
    () => ` ${canary}\t`,
    () => `${canary}\u0000`,
    () => `\ud800${canary}`,
    () => `${canary}\udc00`,
    () => `'; DROP TABLE groups; -- ${canary}`,
    () => `$1${canary}$$`,
    () => `\\${canary}%_`,
    () => `\ufeff${canary}`,
    () => `${canary}\u202e\u0007\u001b[31m`,
    () => `${canary}\r\nx-injected: 1`,
    () => `${"x".repeat(random.integer(200, 70_000))}${canary}`,
    () => `${"𝒳é".repeat(random.integer(60, 600))}${canary}`,
    () => `acme/${canary}`,
    () => `http://127.0.0.1:9/${canary}`,
    () => `http://${canary}@[::ffff:127.0.0.1]:9/%00`,
    () => `2026-11-23T25:61:00Z${canary}`,
    () => random.pick(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]),
    () => random.pick(["", " ", ".", "..", "%", "%00", "/", "\\", "null", "NaN", "-0", "1e309"]),
    () => random.pick(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-271821-04-20", "275760"]),
    () => String(canaryNumber),
  ]);
  return made();
}

/** Of any type. */
export function oddValue(random: Random): unknown {
  const made = random.pick<() => unknown>([
    () => oddText(random),
    () => oddText(random),
    () => random.pick<unknown>([null, true, false, 0, -1, 1.5, canaryNumber, 2 ** 31, 2 ** 53]),
    () =>
      new RawJson(
        random.pick([
          "1e400",
          "-0",
          "1E-400",
          "9223372036854775808",
          `${"9".repeat(400)}`,
          "0.1e1",
        ]),
      ),
    () =>
      new RawJson(random.pick(["NaN", "undefined", "01", "'x'", "+1", "{,}", "[1,]", "\\u0000"])),
    () =>
      new RawJson(random.pick(['"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\x"', '"\u0001"'])),
    () => new RawJson("[".repeat(random.integer(10, 5_000))),
    () => nested(random.integer(10, 3_000), random.pick(["[]", "{}"] as const)),
    () => random.pick<unknown>([[], {}, [[]], [null], { [canary]: canary }]),
    () => Array.from({ length: random.integer(2, 1_500) }, (_, at) => `${canary}${at}`),
    () => new RawJson(`{"__proto__":{"${canary}":1},"constructor":{"prototype":{}}}`),
    () => new RawJson(`{"a":1,"a":"${canary}","\\u0061":[]}`),
  ]);
  return made();
}

function nested(depth: number, kind: "[]" | "{}"): RawJson {
  return kind === "[]"
    ? new RawJson("[".repeat(depth) + "]".repeat(depth))
    : new RawJson(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
}
