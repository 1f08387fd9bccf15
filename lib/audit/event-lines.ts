import { isRecord } from "@/gateway/contracts/leaves/json";
import { fieldName } from "../format/field-name";
import { formatLimitName } from "../limits/limit-text";

/** One line of an audit entry: what a field was and is, or, without a before, what it holds. */
export interface EventLine {
  /** In people's words: `acme/x, tokens per minute`. */
  name: string;
  /** undefined = the entry tells no before; null = there was none. */
  before: string | null | undefined;
  after: string | null;
}

/** What an entry recorded, flat: fields of `before` and `after` side by side, only where they differ. */
export function eventLines(data: Record<string, unknown>): EventLine[] {
  const { before, after, ...rest } = data;
  const plain = [...flat(rest)].map(([name, value]) => ({ name, before: undefined, after: value }));
  const [was, is] = [flat(before), flat(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const changed = names.flatMap((name): EventLine[] => {
    const [old, now] = [was.get(name) ?? null, is.get(name) ?? null];
    // That a model has no limits is said by its limits' own lines, where it had or gets some.
    if ((old ?? now) === noLimits && [was, is].some((side) => hasLinesBelow(side, name))) return [];
    return old === now ? [] : [{ name, before: old, after: now }];
  });
  return [...changed, ...plain];
}

const noLimits = "no limits";

function hasLinesBelow(side: Map<string, string>, name: string): boolean {
  return [...side.keys()].some((key) => key.startsWith(`${name}, `));
}

function flat(value: unknown, name = "", into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const { key, rest } = keyed(item, index);
      flat(rest, joined(name, key), into);
    });
    if (value.length === 0 && name !== "") into.set(name, "none");
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) {
      flat(inner, isSaidByContent(key, inner) ? name : joined(name, key), into);
    }
  } else if (value !== undefined && value !== null && value !== "") {
    into.set(name, valueText(value));
  }
  return into;
}

/** Models by their slug and limits by type and unit, so that both sides meet whatever the order. */
function keyed(item: unknown, index: number): { key: string; rest: unknown } {
  const plain = { key: String(index + 1), rest: item };
  if (!isRecord(item)) return plain;
  const { slug, type, unit, threshold, ...rest } = item;
  if (typeof slug === "string") {
    const lists = Object.entries(rest).filter(([, list]) => !isEmptyList(list));
    return { key: slug, rest: lists.length > 0 ? Object.fromEntries(lists) : noLimits };
  }
  if (typeof type === "string" && typeof unit === "string") {
    const { source_group } = rest;
    const from = typeof source_group === "string" ? ` of ${source_group}` : "";
    return {
      key: `${formatLimitName(type, unit) ?? `${type} per ${unit}`}${from}`,
      rest: threshold,
    };
  }
  return plain;
}

const lists = ["models", "effective_models", "rate_limits", "usage_limits"];

/** What stands in these lists is known by its own name: `acme/x`, `tokens per minute`. */
function isSaidByContent(key: string, inner: unknown): boolean {
  return lists.includes(key) && !isEmptyList(inner);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function joined(name: string, key: string): string {
  const words = fieldName(key);
  if (name === "") return words;
  const inner = /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
  // Within a field its own fields; within what has a name, what there is of it.
  return /^[A-Z]/.test(name) ? `${name} ${inner}` : `${name}, ${inner}`;
}

function valueText(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? value.toLocaleString("en-US") : String(value);
}
