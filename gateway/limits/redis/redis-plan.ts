import { rollingLengthsMs, windowLengthMs } from "../../contracts/limit-windows";
import type { ChainLimit, LimitState } from "../counter-store";
import { findCounterSlot, untilMidnightMs } from "../slug-counters";

/** Stands for a limit that is not declared. */
const unlimited = 1e300;
/** Tokens and requests of each rolling window, in slots; after them those of the day. */
export const windowCount = rollingLengthsMs.length * 2;
export const slotLengthsMs = rollingLengthsMs.flatMap((ms) => [ms, ms]);
export const thresholdsPerGroup = windowCount + 2;
const slots = slotLengthsMs.map((_, slot) => slot);

/** Where a limit's state is in an answer: of which group, which of its thresholds. */
interface Place {
  limit: ChainLimit;
  group: number;
  threshold: number;
}

/** A chain as the scripts take it. */
export interface Plan {
  rootGroupId: string;
  slug: string;
  groupIds: string[];
  /** Packed doubles: of each group, of its windows and its day. */
  thresholds: Buffer;
  /** What a reservation's record says about where it counts: group and windows, a line each. */
  marks: string;
  /** Windows that any of the groups limits, as bits. */
  mask: number;
  places: Place[];
}

export interface PlanInput {
  rootGroupId: string;
  slug: string;
  /** The limits of this slug. */
  chain: readonly ChainLimit[];
  meteredGroupIds: readonly string[];
}

export function planChain({ rootGroupId, slug, chain, meteredGroupIds }: PlanInput): Plan {
  const ids = [...new Set([...meteredGroupIds, ...chain.map((limit) => limit.counterGroupId)])];
  if (ids.length === 0) ids.push(rootGroupId);
  const places = chain.map((limit) => ({
    limit,
    group: ids.indexOf(limit.counterGroupId),
    threshold: thresholdIndex(limit),
  }));
  const thresholds = ids.map(() => new Array<number>(thresholdsPerGroup).fill(unlimited));
  let mask = 0;
  for (const { limit, group, threshold: index } of places) {
    const of = thresholds[group];
    if (of) of[index] = Math.min(of[index] ?? unlimited, limit.threshold);
    if (index < windowCount) mask |= 1 << index;
  }
  const marks = ids.map((id, group) => {
    const limited = slots.filter((window) => thresholds[group]?.[window] !== unlimited);
    return `${id} ${limited.join("")}\n`;
  });
  return {
    rootGroupId,
    slug,
    groupIds: ids,
    thresholds: packDoubles(thresholds.flat()),
    marks: marks.join(""),
    mask,
    places,
  };
}

/** Plans kept for as long as their chains: a group's chain is the same array until it changes. */
export function planChains(): (input: PlanInput) => Plan {
  const plans = new WeakMap<readonly ChainLimit[], { metered: readonly string[]; plan: Plan }>();
  return (input) => {
    const known = plans.get(input.chain);
    const isSame =
      known?.metered === input.meteredGroupIds &&
      known.plan.slug === input.slug &&
      known.plan.rootGroupId === input.rootGroupId;
    if (known && isSame) return known.plan;
    const plan = planChain(input);
    plans.set(input.chain, { metered: input.meteredGroupIds, plan });
    return plan;
  };
}

function thresholdIndex(limit: ChainLimit): number {
  return findCounterSlot(limit) ?? windowCount + (limit.type === "TOKEN" ? 0 : 1);
}

/** A script's answer: what happened, when, and every counter of the plan. */
export interface Answer {
  status: number;
  wallMs: number;
  day: number;
  /** Tokens granted, or the excess of a settlement. */
  tokens: number;
  /** In chain order. */
  states: LimitState[];
}

const bytes = 8;
const answerStart = 4;

export function readAnswer(plan: Plan, reply: Buffer): Answer {
  const brief = reply.readDoubleLE(0) === 1 && reply.length < fullLength(plan);
  const windows = brief ? bitCount(plan.mask) : windowCount * 3;
  const wallMs = reply.readDoubleLE(bytes);
  const day = reply.readDoubleLE(2 * bytes);
  const midnightMs = untilMidnightMs({ wallMs, steadyMs: wallMs, day });
  const states: LimitState[] = new Array(plan.places.length);
  for (let index = 0; index < plan.places.length; index++) {
    const place = plan.places[index];
    if (!place) continue;
    const { limit, group, threshold } = place;
    let at = answerStart + group * (windows + 2);
    let resetMs = midnightMs;
    if (threshold >= windowCount) at += windows + threshold - windowCount;
    else if (brief) {
      at += bitCount(plan.mask & ((1 << threshold) - 1));
      // Something was admitted just now, so it takes the whole window until nothing is counted.
      resetMs = windowLengthMs[limit.unit];
    } else {
      at += threshold * 3;
      resetMs = reply.readDoubleLE((at + 1) * bytes);
    }
    const used = Math.min(reply.readDoubleLE(at * bytes), Number.MAX_SAFE_INTEGER);
    states[index] = { limit, used, remaining: Math.max(0, limit.threshold - used), resetMs };
  }
  return {
    status: reply.readDoubleLE(0),
    wallMs,
    day,
    tokens: reply.readDoubleLE(3 * bytes),
    states,
  };
}

/** Ms until a request's need fits the limit again; 0 where it fits or never will. Full answers only. */
export function readWaitMs(plan: Plan, reply: Buffer, index: number): number {
  const place = plan.places[index];
  if (!place || place.threshold >= windowCount) return 0;
  const at = answerStart + place.group * (windowCount * 3 + 2) + place.threshold * 3;
  return reply.readDoubleLE((at + 2) * bytes);
}

/** Tokens and requests of each group's day. Full answers only. */
export function readDays(
  plan: Plan,
  reply: Buffer,
): { groupId: string; tokens: number; requests: number }[] {
  return plan.groupIds.map((groupId, group) => {
    const at = (answerStart + (group + 1) * (windowCount * 3 + 2) - 2) * bytes;
    return {
      groupId,
      tokens: Math.min(reply.readDoubleLE(at), Number.MAX_SAFE_INTEGER),
      requests: reply.readDoubleLE(at + bytes),
    };
  });
}

function fullLength({ groupIds }: Plan): number {
  return (answerStart + groupIds.length * (windowCount * 3 + 2)) * bytes;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count += 1;
  return count;
}

export function packDoubles(values: readonly number[]): Buffer {
  const packed = Buffer.allocUnsafe(values.length * bytes);
  for (const [index, value] of values.entries()) packed.writeDoubleLE(value, index * bytes);
  return packed;
}
