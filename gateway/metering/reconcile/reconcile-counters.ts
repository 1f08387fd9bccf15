import { setTimeout as delay } from "node:timers/promises";
import type { CounterStore } from "../../limits/counter-store";
import type { Queryable } from "../../platform/db/database";
import { selectConsumptionSince } from "../ledger/event-store";

export interface CounterDifference {
  groupId: string;
  slug: string;
  measure: "requests" | "tokens";
  ledger: number;
  counter: number;
}

export interface ReconciledCounters {
  /** Pairs of a group and a slug. */
  counters: number;
  /**
   * Calls under way during the comparison. Counters may hold more than the ledger by what these
   * reserved.
   */
  openReservations: number;
  differences: CounterDifference[];
}

interface Expected {
  rootGroupId: string;
  groupId: string;
  slug: string;
  requests: number;
  tokens: number;
}

const rounds = 3;
const roundMs = 1_000;
const countersAtOnce = 100;

/**
 * Compares today's counters with the ledger's rows since `midnight` (ms). A difference counts only
 * if it is there in every round: rows that were just being written are in by the next.
 */
export async function reconcileCounters(
  { db, counters }: { db: Queryable; counters: CounterStore },
  midnight: number,
): Promise<ReconciledCounters> {
  let differences: CounterDifference[] = [];
  let compared = 0;
  let openReservations = 0;
  for (let round = 1; round <= rounds; round += 1) {
    if (round > 1) await delay(roundMs);
    const before = await expectedSince(db, midnight);
    const days = await readCounters(counters, before);
    openReservations = await counters.openReservations();
    const after = new Map(
      (await expectedSince(db, midnight)).map((each) => [formatName(each), each]),
    );
    const found = before.flatMap((least) => {
      const most = after.get(formatName(least)) ?? least;
      const counter = days.get(formatName(least)) ?? { requests: 0, tokens: 0 };
      return (["requests", "tokens"] as const).flatMap((measure) => {
        const isTooLow = counter[measure] < least[measure];
        const isTooHigh = openReservations === 0 && counter[measure] > most[measure];
        const { groupId, slug } = least;
        return isTooLow || isTooHigh
          ? [{ groupId, slug, measure, ledger: most[measure], counter: counter[measure] }]
          : [];
      });
    });
    compared = before.length;
    const earlier = new Set(differences.map(formatDifference));
    differences = round === 1 ? found : found.filter((each) => earlier.has(formatDifference(each)));
    if (differences.length === 0) break;
  }
  return { counters: compared, openReservations, differences };
}

/** What every counter should hold: a CASCADING request counts at each group of its path. */
async function expectedSince(db: Queryable, midnight: number): Promise<Expected[]> {
  const expected = new Map<string, Expected>();
  for (const row of await selectConsumptionSince(db, midnight)) {
    const rootGroupId = row.groupPath[0] ?? row.groupId;
    for (const groupId of row.cascading ? row.groupPath : [row.groupId]) {
      const name = formatName({ groupId, slug: row.slug });
      const known = expected.get(name);
      const { requests, tokens, slug } = row;
      if (!known) expected.set(name, { rootGroupId, groupId, slug, requests, tokens });
      else {
        known.requests += requests;
        known.tokens += tokens;
      }
    }
  }
  return [...expected.values()];
}

async function readCounters(
  counters: CounterStore,
  expected: readonly Expected[],
): Promise<Map<string, { requests: number; tokens: number }>> {
  const ofTrees = new Map<string, Expected[]>();
  for (const each of expected) {
    const same = ofTrees.get(each.rootGroupId);
    if (same) same.push(each);
    else ofTrees.set(each.rootGroupId, [each]);
  }
  const found = new Map<string, { requests: number; tokens: number }>();
  for (const [rootGroupId, keys] of ofTrees) {
    for (let from = 0; from < keys.length; from += countersAtOnce) {
      const some = keys.slice(from, from + countersAtOnce);
      for (const day of await counters.readDay(some, rootGroupId)) found.set(formatName(day), day);
    }
  }
  return found;
}

function formatName({ groupId, slug }: { groupId: string; slug: string }): string {
  return `${groupId} ${slug}`;
}

function formatDifference({ measure, ...pair }: CounterDifference): string {
  return `${formatName(pair)} ${measure}`;
}
