/** One line of an audit entry: what a field was and is, or, without a before, what it holds. */
export interface EventLine {
  /** `models acme/x rate_limits TOKEN per MINUTE`. */
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
    return old === now ? [] : [{ name, before: old, after: now }];
  });
  return [...changed, ...plain];
}

function flat(value: unknown, name = "", into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const { key, rest } = keyed(item, index);
      flat(rest, joined(name, key), into);
    });
    if (value.length === 0 && name !== "") into.set(name, "none");
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) flat(inner, joined(name, key), into);
  } else if (value !== undefined && value !== null && value !== "") {
    into.set(name, typeof value === "number" ? value.toLocaleString("en-US") : String(value));
  }
  return into;
}

/** Models by their slug and limits by type and unit, so that both sides meet whatever the order. */
function keyed(item: unknown, index: number): { key: string; rest: unknown } {
  if (!isRecord(item)) return { key: String(index + 1), rest: item };
  const { slug, type, unit, threshold, ...rest } = item;
  if (typeof slug === "string") return { key: slug, rest: { ...rest, type, unit, threshold } };
  if (typeof type === "string" && typeof unit === "string") {
    const { source_group } = rest;
    const from = typeof source_group === "string" ? ` of ${source_group}` : "";
    return { key: `${type} per ${unit}${from}`, rest: threshold };
  }
  return { key: String(index + 1), rest: item };
}

function joined(name: string, key: string): string {
  return name === "" ? key : `${name} ${key}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
