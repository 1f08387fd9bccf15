import type { ChainLimit, LimitState } from "./counter-store";
import { type BucketKeys, dayPrefix, ringPrefix } from "./redis-keys";
import { untilMidnightMs, windowLengthMs } from "./slug-counters";

/** Stands for a limit that is not declared. */
const unlimited = 1e300;

interface PlannedGroup {
  id: string;
  /** Window index → tightest threshold. */
  windows: Map<number, number>;
  dayTokens: number;
  dayRequests: number;
  counted: boolean;
}

/** Where a limit's state is in an answer: of which group, in which window (null = the day's). */
interface Place {
  limit: ChainLimit;
  group: number;
  window: number | null;
}

/** A chain as the scripts take it. Encoded once for as long as chain and groups stay the same. */
export interface Plan {
  groupIds: string[];
  thresholds: Buffer;
  /** What the record of a reservation says about where it was counted, but for the keys. */
  marks: string;
  places: Place[];
  /** For each group: its windows, in the order of the answer. */
  windows: number[][];
  rootGroupId: string;
  slug: string;
}

export interface PlanInput {
  rootGroupId: string;
  slug: string;
  chain: readonly ChainLimit[];
  meteredGroupIds: readonly string[];
}

/** All limits must be of the one slug. */
export function planChain({ rootGroupId, slug, chain, meteredGroupIds }: PlanInput): Plan {
  const groups = new Map<string, PlannedGroup>();
  const groupOf = (id: string) => {
    let group = groups.get(id);
    if (!group) {
      group = {
        id,
        windows: new Map(),
        dayTokens: unlimited,
        dayRequests: unlimited,
        counted: false,
      };
      groups.set(id, group);
    }
    return group;
  };
  for (const id of meteredGroupIds) groupOf(id).counted = true;
  for (const { counterGroupId, type, unit, threshold } of chain) {
    const group = groupOf(counterGroupId);
    if (unit !== "DAY") {
      const window = windowIndex(type, unit);
      group.windows.set(window, Math.min(threshold, group.windows.get(window) ?? unlimited));
      continue;
    }
    group.counted = true;
    if (type === "TOKEN") group.dayTokens = Math.min(threshold, group.dayTokens);
    else group.dayRequests = Math.min(threshold, group.dayRequests);
  }
  if (groups.size === 0) groupOf(rootGroupId);
  const planned = [...groups.values()];
  const ids = planned.map(({ id }) => id);
  return {
    groupIds: ids,
    thresholds: packDoubles(
      planned.flatMap(({ windows, dayTokens, dayRequests, counted }) => [
        windows.size,
        ...[...windows].flat(),
        dayTokens,
        dayRequests,
        counted ? 1 : 0,
      ]),
    ),
    marks: planned
      .map(
        ({ id, windows, counted }) =>
          `${id} ${[...windows.keys()].join("")}${counted ? "d" : ""}\n`,
      )
      .join(""),
    places: chain.map((limit) => ({
      limit,
      group: ids.indexOf(limit.counterGroupId),
      window: limit.unit === "DAY" ? null : windowIndex(limit.type, limit.unit),
    })),
    windows: planned.map(({ windows }) => [...windows.keys()]),
    rootGroupId,
    slug,
  };
}

function windowIndex(type: ChainLimit["type"], unit: "SECOND" | "MINUTE"): number {
  return (type === "TOKEN" ? 0 : 1) + (unit === "SECOND" ? 0 : 2);
}

/** KEYS of a script over the plan's counters. */
export function keysOf({ rootGroupId, slug }: Plan, keys: BucketKeys): string[] {
  return [
    keys.marker,
    keys.open,
    dayPrefix(keys.prefix, rootGroupId, slug),
    ringPrefix(keys.prefix, slug),
  ];
}

/** A script's answer: what happened, when, and every counter of the plan. */
export interface Answer {
  status: number;
  wallMs: number;
  day: number;
  /** Tokens granted, or the excess of a settlement. */
  tokens: number;
  states: LimitState[];
  /** Ms until the request's need fits again; 0 where it fits or never will. In chain order. */
  waitsMs: number[];
  days: { groupId: string; tokens: number; requests: number }[];
}

/** Reads an answer; `brief` ones hold totals only, after an admission that granted tokens. */
export function readAnswer(plan: Plan, reply: Buffer, brief: boolean): Answer {
  const at = (index: number) => reply.readDoubleLE(index * 8);
  const width = brief ? 1 : 3;
  const starts: number[] = [];
  let next = 4;
  for (const windows of plan.windows) {
    starts.push(next);
    next += windows.length * width + 2;
  }
  const moment = { wallMs: at(1), steadyMs: at(1), day: at(2) };
  const midnightMs = untilMidnightMs(moment);
  const waitsMs: number[] = [];
  const states = plan.places.map(({ limit, group, window }): LimitState => {
    const windows = plan.windows[group] ?? [];
    const start = starts[group] ?? 0;
    const dayAt = start + windows.length * width;
    const index = window === null ? dayAt : start + windows.indexOf(window) * width;
    const used = at(window === null && limit.type === "REQUEST" ? index + 1 : index);
    let resetMs = midnightMs;
    if (window !== null) resetMs = brief ? windowLengthMs[limit.unit] : at(index + 1);
    waitsMs.push(window === null || brief ? 0 : at(index + 2));
    return { limit, used, remaining: Math.max(0, limit.threshold - used), resetMs };
  });
  const days = plan.groupIds.map((groupId, group) => {
    const dayAt = (starts[group] ?? 0) + (plan.windows[group]?.length ?? 0) * width;
    return { groupId, tokens: at(dayAt), requests: at(dayAt + 1) };
  });
  return { status: at(0), wallMs: at(1), day: at(2), tokens: at(3), states, waitsMs, days };
}

export function packDoubles(values: readonly number[]): Buffer {
  const packed = Buffer.allocUnsafe(values.length * 8);
  for (const [index, value] of values.entries()) packed.writeDoubleLE(value, index * 8);
  return packed;
}
