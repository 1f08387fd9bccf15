import ip from "ipaddr.js";

/** A variable has a wrong value. The message is one line: its name, the rule, an example. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The variables of a process. Unset and empty are the same thing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How one kind of value is checked and read. */
export interface ValueRule<Value> {
  /** What follows "must be". */
  rule: string;
  example: string;
  /** Undefined for a value that breaks the rule; `name` is the variable's, for a line of its own. */
  parse(text: string, name: string): Value | undefined;
}

/** Reads one variable. @throws ConfigError; the wrong value is never shown, it may be a secret. */
export function readVariable<Value>(
  env: Environment,
  name: string,
  rule: ValueRule<Value>,
  fallback: string,
): Value;
export function readVariable<Value>(
  env: Environment,
  name: string,
  rule: ValueRule<Value>,
  fallback?: string,
): Value | undefined;
export function readVariable<Value>(
  env: Environment,
  name: string,
  { rule, example, parse }: ValueRule<Value>,
  fallback?: string,
): Value | undefined {
  const text = env[name]?.trim() || fallback;
  if (text === undefined) return undefined;
  const value = parse(text, name);
  if (value === undefined)
    throw new ConfigError(`${name} must be ${rule}, e.g. ${name}=${example}`);
  return value;
}

/** Like readVariable, for one without which nothing works. */
export function requireVariable<Value>(
  env: Environment,
  name: string,
  rule: ValueRule<Value>,
): Value {
  const value = readVariable(env, name, rule);
  if (value !== undefined) return value;
  throw new ConfigError(`${name} must be set: ${rule.rule}, e.g. ${name}=${rule.example}`);
}

export const text = (rule: string, example: string, pattern: RegExp): ValueRule<string> => ({
  rule,
  example,
  parse: (value) => (pattern.test(value) ? value : undefined),
});

export const host = (example: string) =>
  text("an address or a host name to listen on", example, /^[A-Za-z0-9._:-]+$/);

const integer = (rule: string, example: string, min: number, max: number): ValueRule<number> => ({
  rule,
  example,
  parse(value) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  },
});

export const port = (example: string) => integer("a port from 1 to 65535", example, 1, 65_535);

export const integerBetween = (min: number, max: number, example: string) =>
  integer(`a whole number from ${min} to ${max}`, example, min, max);

export const positiveInteger = (example: string) =>
  integer("a whole number from 1", example, 1, Number.MAX_SAFE_INTEGER);

const daysMax = 36_500;

/** `why`: what the smallest number is needed for. */
export const days = (example: string, min: number, why: string) =>
  integer(`a whole number of days from ${min} (${why}) to ${daysMax}`, example, min, daysMax);

export const seconds = (example: string, max: number, min = 0) =>
  integer(`a whole number of seconds from ${min} to ${max}`, example, min, max);

export const flag: ValueRule<boolean> = {
  rule: "1 (yes) or 0 (no)",
  example: "1",
  parse: (value) => (value === "1" ? true : value === "0" ? false : undefined),
};

export const choice = <Value extends string>(...values: [Value, ...Value[]]): ValueRule<Value> => ({
  rule: values.join(" or "),
  example: values[0],
  parse: (value) => values.find((one) => one === value),
});

/** A URL of one of these schemes, with nothing that is silently ignored later. */
export const url = (
  rule: string,
  example: string,
  protocols: readonly string[],
): ValueRule<string> => ({
  rule,
  example,
  parse(value) {
    if (!URL.canParse(value)) return undefined;
    return protocols.includes(new URL(value).protocol) ? value.replace(/\/+$/, "") : undefined;
  },
});

/** Comma-separated; every part must keep the rule of one. */
export const list = <Value>(
  one: ValueRule<Value>,
  rule: string,
  example: string,
): ValueRule<Value[]> => ({
  rule,
  example,
  parse(value, name) {
    const parts = value.split(",").map((part) => part.trim());
    const values = parts.flatMap((part) => {
      const parsed = part === "" ? undefined : one.parse(part, name);
      return parsed === undefined ? [] : [parsed];
    });
    return values.length === parts.length ? values : undefined;
  },
});

const cidr: ValueRule<string> = {
  rule: "a CIDR range",
  example: "10.0.0.0/8",
  parse(value) {
    if (ip.isValidCIDR(value)) return value;
    if (!ip.isValid(value)) return undefined;
    return `${value}/${ip.parse(value).kind() === "ipv4" ? 32 : 128}`;
  },
};
export const cidrs = list(
  cidr,
  "a comma-separated list of CIDR ranges",
  "10.0.0.0/8,192.168.0.0/16",
);

/** Base64 (or base64url) of exactly 32 bytes. */
export const key32 = (what: string, example: string): ValueRule<Buffer> => ({
  rule: `${what}: base64 of 32 bytes`,
  example,
  parse(value) {
    const bytes = Buffer.from(value, "base64");
    return /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && bytes.length === 32 ? bytes : undefined;
  },
});
