import type { Random } from "../../../scripts/seed/random";
import { oddText, oddValue, RawJson } from "./odd-values";

/** A valid body with one to three of its places spoilt, as JSON text. */
export function mutateJson(random: Random, body: unknown): string {
  let mutated: unknown = body;
  const times = random.integer(1, 3);
  for (let time = 0; time < times; time++) mutated = spoil(random, mutated);
  return encode(mutated);
}

/** Goes down at random and changes what is there. */
function spoil(random: Random, value: unknown): unknown {
  const entries = listEntries(value);
  if (!entries || entries.length === 0 || random.next() < 0.15) return changed(random, value);
  const at = random.integer(0, entries.length - 1);
  const [name = "", inner] = entries[at] ?? [];
  const goesOn = listEntries(inner) && random.next() < 0.7;
  const replacement = goesOn ? spoil(random, inner) : changed(random, inner);
  const spoilt: [string, unknown][] = entries.with(at, [name, replacement]);
  const kind = goesOn ? 9 : random.integer(0, 9);
  if (kind === 0) spoilt.splice(at, 1);
  if (kind === 1) spoilt.push([name, inner]);
  if (kind === 2) spoilt.push([oddText(random), oddValue(random)]);
  return Array.isArray(value)
    ? spoilt.map(([, each]) => each)
    : new RawJson(
        `{${spoilt.map(([key, each]) => `${JSON.stringify(key)}:${encode(each)}`).join()}}`,
      );
}

function changed(random: Random, value: unknown): unknown {
  if (typeof value === "string" && random.next() < 0.4) return value + oddText(random);
  if (typeof value === "number" && random.next() < 0.3)
    return value * random.pick([-1, 1e6, 1e300, 0.1]);
  if (random.next() < 0.1) return [value];
  return oddValue(random);
}

function listEntries(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== "object" || value === null || value instanceof RawJson) return undefined;
  return Object.entries(value);
}

function encode(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(encode).join()}]`;
  const entries = listEntries(value);
  if (!entries) return JSON.stringify(value) ?? "null";
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${encode(each)}`).join()}}`;
}
