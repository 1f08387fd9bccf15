import { commitsBetween, readCommits } from "./commit-times";
import { chatBody, type Targets } from "./compare";
import { addedOver, latencyInTurns, toMedian } from "./latency-in-turns";
import type { Figure } from "./report";

/**
 * At a steady rate, in turns: the bare proxy, the gateway as it is, and the one whose ledger forgets
 * everything. What the ledger adds is also told in commits of the same minute, since the
 * machine's disk decides how long one takes (docs/decisions/0053).
 */
export async function compareLatency(
  { bare, depth5, unmetered }: Targets,
  requestsPerSecond: number,
  { seconds, rounds, managementKey }: { seconds: number; rounds: number; managementKey: string },
): Promise<Figure[]> {
  const load = { body: chatBody(false), seconds };
  const turns = { bare, unmetered, metered: depth5 };
  const gateway = { url: depth5.url, managementKey };
  const before = await readCommits(gateway);
  // Tails are what a turn is luckiest or unluckiest with: more of them than of throughput.
  const at = await latencyInTurns(turns, load, { requestsPerSecond, rounds: 2 * rounds + 1 });
  const commits = commitsBetween(before, await readCommits(gateway));
  const added = "added latency at half of the own maximum rate";
  const commit = "one commit of the ledger meanwhile";
  const { bare: base, metered, unmetered: unwritten } = at;
  const ms = (name: string, value: number, atMost?: number): Figure => ({
    name,
    value,
    unit: "ms",
    ...(atMost !== undefined && { atMost }),
  });
  return [
    ms("bare Node proxy at that rate, p50", toMedian(base, "p50Ms")),
    ms("bare Node proxy at that rate, p99", toMedian(base, "p99Ms")),
    ms("Headgate, nothing written, at that rate, p50", toMedian(unwritten, "p50Ms")),
    ms("Headgate at that rate, p50", toMedian(metered, "p50Ms")),
    ms(`${added}, nothing written, p50`, addedOver(base, unwritten, "p50Ms"), 2),
    ms(`${added}, nothing written, p99`, addedOver(base, unwritten, "p99Ms"), 15),
    ms(`${added}, p50`, addedOver(base, metered, "p50Ms"), 2),
    ms(`${added}, p99`, addedOver(base, metered, "p99Ms"), 15),
    ms(`${commit}, mean`, commits.meanMs),
    ms(`${commit}, p50`, commits.p50Ms),
    ms(`${commit}, p99`, commits.p99Ms),
    { name: "rows in one commit meanwhile", value: commits.rowsEach, unit: "" },
    {
      name: "what the ledger adds, p50 ÷ one commit, mean",
      value: addedOver(unwritten, metered, "p50Ms") / commits.meanMs,
      unit: "",
      atMost: 2,
    },
  ];
}
