import { commitsBetween, readCommits } from "./commit-times";
import { bodyOf, type Targets } from "./compare";
import { latencyInTurns } from "./latency-in-turns";
import type { Figure } from "./report";

/**
 * At a steady rate, in turns: the bare proxy, the gateway as it is, and the one whose ledger forgets
 * everything. What the ledger adds is also told in commits of the same minute, since the
 * machine's disk decides how long one takes (docs/decisions/0053).
 */
export async function compareLatency(
  { bare, depth5, unmetered }: Targets,
  requestsPerSecond: number,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<Figure[]> {
  const load = { body: bodyOf(false), seconds };
  const turns = { bare, unmetered, metered: depth5 };
  const before = await readCommits(depth5.url);
  const at = await latencyInTurns(turns, load, { requestsPerSecond, rounds });
  const commits = commitsBetween(before, await readCommits(depth5.url));
  const added = "added latency at half of the own maximum rate";
  const commit = "one commit of the ledger meanwhile";
  const ledgerMs = at.metered.p50Ms - at.unmetered.p50Ms;
  const ms = (name: string, value: number, atMost?: number): Figure => ({
    name,
    value,
    unit: "ms",
    ...(atMost !== undefined && { atMost }),
  });
  return [
    ms("bare Node proxy at that rate, p50", at.bare.p50Ms),
    ms("Headgate, nothing written, at that rate, p50", at.unmetered.p50Ms),
    ms("Headgate at that rate, p50", at.metered.p50Ms),
    ms(`${added}, nothing written, p50`, at.unmetered.p50Ms - at.bare.p50Ms, 2),
    ms(`${added}, nothing written, p99`, at.unmetered.p99Ms - at.bare.p99Ms, 15),
    ms(`${added}, p50`, at.metered.p50Ms - at.bare.p50Ms, 2),
    ms(`${added}, p99`, at.metered.p99Ms - at.bare.p99Ms, 15),
    ms(`${commit}, mean`, commits.meanMs),
    ms(`${commit}, p50`, commits.p50Ms),
    ms(`${commit}, p99`, commits.p99Ms),
    { name: "rows in one commit meanwhile", value: commits.rowsEach, unit: "" },
    {
      name: "what the ledger adds, p50 ÷ one commit, mean",
      value: ledgerMs / commits.meanMs,
      unit: "",
      atMost: 2,
    },
  ];
}
