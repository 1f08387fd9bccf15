import { dayMs } from "../contracts/leaves/time";
import { openCountersToRead } from "../limits/open-counters-to-read";
import { readConsumption } from "../metering/ledger/rebuild-counters";
import {
  type ReconciledCounters,
  reconcileCounters,
} from "../metering/reconcile/reconcile-counters";
import { reconcileRollups } from "../metering/reconcile/reconcile-rollups";
import { rebuildUsageDay } from "../metering/rollups/rebuild-usage";
import { selectFirstLedgerDay } from "../metering/rollups/rollup-day-store";
import { formatUsageDay, parseUsageDay } from "../metering/rollups/usage-day";
import { AppError } from "../platform/http/app-error";
import { CountersUnavailable } from "../platform/http/counters-unavailable";
import { type Command, type CommandDeps, DifferencesFound, UsageError } from "./command";
import { printTable } from "./print-table";

const printedMax = 200;

/** Compares what a day's usage is said to be in ledger, roll-ups and counters. @throws DifferencesFound */
export const reconcile: Command = async (deps, { positionals, options }, print) => {
  if (positionals.length > 0) throw new UsageError("reconcile needs --day YYYY-MM-DD");
  const day = readDay("reconcile", options.day);
  if (day === undefined) throw new UsageError("reconcile needs --day YYYY-MM-DD");
  await refuseForgotten(deps, "reconcile", day);
  const rollups = await reconcileRollups(deps, day);
  const name = formatUsageDay(day);
  print(`${name} (UTC): ${rollups.events} requests in the ledger, ${toldRefusals(rollups)}`);
  const lines = rollups.differences.map((each) => [
    each.groupId || `workspace ${each.workspaceId}`,
    each.apiKeyPrefix,
    each.slug,
    each.measure,
    String(each.ledger),
    String(each.rollup),
    each.table,
  ]);
  print(`Roll-ups: ${told(lines.length)}`);
  const counters = isToday(deps, day) ? await reconcileToday(deps, day, print) : undefined;
  if (!counters) print("Counters: not compared, they hold the current day only");
  for (const each of counters?.differences ?? []) {
    lines.push([
      each.groupId,
      "",
      each.slug,
      each.measure,
      String(each.ledger),
      String(each.counter),
      "counters",
    ]);
  }
  if (lines.length === 0) return;
  const heading = ["GROUP", "KEY", "SLUG", "MEASURE", "LEDGER", "THERE", "WHERE"];
  printTable([heading, ...lines.slice(0, printedMax)], print);
  if (lines.length > printedMax) print(`… and ${lines.length - printedMax} more`);
  throw new DifferencesFound(`${name} does not reconcile: ${told(lines.length)}`);
};

/** Adds up anew what can be: --day, or every day that the ledger has. */
export const rebuildRollups: Command = async (deps, { positionals, options }, print) => {
  if (positionals.length > 0) throw new UsageError("rollups rebuild takes --day YYYY-MM-DD alone");
  const only = readDay("rollups rebuild", options.day);
  if (only !== undefined) await refuseForgotten(deps, "rollups rebuild", only);
  const first = only ?? (await selectFirstLedgerDay(deps.db));
  const last = only ?? deps.clock.now();
  if (first === undefined) return print("The ledger is empty: there is nothing to add up");
  for (let day = first; day <= last; day += dayMs) {
    const events = await rebuildUsageDay(deps, day);
    print(`${formatUsageDay(day)}: ${events} requests added up`);
  }
};

function readDay(command: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = parseUsageDay(text);
  if (day === undefined) {
    throw new UsageError(`${command}: --day must be a day such as 2026-01-31 (UTC)`);
  }
  return day;
}

async function refuseForgotten({ db }: CommandDeps, command: string, day: number): Promise<void> {
  const first = await selectFirstLedgerDay(db);
  if (first === undefined || day >= first) return;
  throw new UsageError(`${command}: the ledger begins with ${formatUsageDay(first)}`);
}

function isToday({ clock }: CommandDeps, day: number): boolean {
  return Math.floor(clock.now() / dayMs) * dayMs === day;
}

async function reconcileToday(
  deps: CommandDeps,
  midnight: number,
  print: (line: string) => void,
): Promise<ReconciledCounters> {
  const { db, clock, redis } = deps;
  const { counters, close } = await openCountersToRead(redis, clock, () =>
    readConsumption(deps),
  ).catch((cause) => {
    if (!redis) throw cause;
    throw new AppError("UNAVAILABLE", "Redis (REDIS_URL) can't be reached", { cause });
  });
  try {
    const found = await reconcileCounters({ db, counters }, midnight);
    const differences = `${told(found.differences.length)} in ${found.counters}`;
    if (redis) {
      const open = found.openReservations;
      const underWay = `; ${open} requests under way, so only what counters lack was judged`;
      print(`Counters (Redis): ${differences}${open > 0 ? underWay : ""}`);
    } else {
      // The memory of a running gateway is its own; what a start would count is what can be looked at.
      print(
        `Counters (no REDIS_URL: as a gateway that starts now counts from the ledger; the memory of a running one is not looked at): ${differences}`,
      );
    }
    return found;
  } catch (cause) {
    if (!(cause instanceof CountersUnavailable)) throw cause;
    throw new AppError("UNAVAILABLE", `Counters were not compared: ${cause.message}`, { cause });
  } finally {
    await close();
  }
}

function told(differences: number): string {
  if (differences === 0) return "no difference";
  return differences === 1 ? "1 difference" : `${differences} differences`;
}

function toldRefusals({ refusals }: { refusals: number | undefined }): string {
  return refusals === undefined ? "refusals are no longer kept" : `${refusals} refusals`;
}
