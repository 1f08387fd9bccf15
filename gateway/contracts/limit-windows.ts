/** What a limit counts. */
export const limitTypes = ["TOKEN", "REQUEST"] as const;

export type LimitKind = "rate" | "usage";

interface LimitWindow {
  unit: string;
  /** In which list of a model it is declared: a slug has one rate of each type, in one unit. */
  kind: LimitKind;
  /** "rolling": what was used comes back as it ages. "midnight": all of it does at 00:00 UTC. */
  resets: "rolling" | "midnight";
  lengthMs: number;
  /** Of a rolling one, where its counters lie, in Redis too: append, never change one. */
  slot: number | null;
  /** A table has a line of it even where nothing limits; a form proposes it. */
  isUsual: boolean;
  words: { name: string; short: string };
}

/** The windows in which limits count, in the order in which answers list them. */
export const limitWindows = [
  {
    unit: "SECOND",
    kind: "rate",
    resets: "rolling",
    lengthMs: 1_000,
    slot: 0,
    isUsual: false,
    words: { name: "second", short: "s" },
  },
  {
    unit: "MINUTE",
    kind: "rate",
    resets: "rolling",
    lengthMs: 60_000,
    slot: 1,
    isUsual: true,
    words: { name: "minute", short: "min" },
  },
  {
    unit: "DAY",
    kind: "usage",
    resets: "midnight",
    lengthMs: 86_400_000,
    slot: null,
    isUsual: true,
    words: { name: "day", short: "day" },
  },
] as const satisfies readonly LimitWindow[];

type Window = (typeof limitWindows)[number];
export type RateUnit = Extract<Window, { kind: "rate" }>["unit"];
export type UsageUnit = Extract<Window, { kind: "usage" }>["unit"];
export type LimitUnit = Window["unit"];
export type WindowName = Window["words"]["name"];

const isOf =
  <Kind extends LimitKind>(kind: Kind) =>
  (window: Window): window is Extract<Window, { kind: Kind }> =>
    window.kind === kind;

export const rateUnits: readonly RateUnit[] = limitWindows.filter(isOf("rate")).map(toUnit);
export const usageUnits: readonly UsageUnit[] = limitWindows.filter(isOf("usage")).map(toUnit);
export const limitUnits: readonly LimitUnit[] = limitWindows.map(toUnit);

function toUnit<Unit extends LimitUnit>({ unit }: { unit: Unit }): Unit {
  return unit;
}

export function byUnit<Value>(read: (window: Window) => Value): Record<LimitUnit, Value> {
  const entries = limitWindows.map((window) => [window.unit, read(window)]);
  // One entry a unit, which Object.fromEntries can't say.
  return Object.fromEntries(entries) as Record<LimitUnit, Value>;
}

export const windowKind = byUnit(({ kind }) => kind);
export const windowLengthMs = byUnit(({ lengthMs }) => lengthMs);
export const windowSlot = byUnit(({ slot }) => slot);
export const windowWords = byUnit(({ words }) => words);
export const isUsualWindow = byUnit(({ isUsual }) => isUsual);
export const windowOrder = byUnit(({ unit }) => limitWindows.findIndex((one) => one.unit === unit));

/** Lengths of the rolling windows, by slot. */
export const rollingLengthsMs: readonly number[] = limitWindows
  .filter(({ slot }) => slot !== null)
  .sort((a, b) => Number(a.slot) - Number(b.slot))
  .map(({ lengthMs }) => lengthMs);

export function isRolling(unit: LimitUnit): boolean {
  return windowSlot[unit] !== null;
}

export function isRateUnit(unit: LimitUnit): unit is RateUnit {
  return windowKind[unit] === "rate";
}
