import type { Registry } from "prom-client";
import { askSource } from "./ask-source";
import { exposeCounter, exposeGauge, type Sample } from "./expose-samples";
import { countersModes, type MetricSources } from "./metric-sources";

/** Registers what is counted of limits and ledger. Names and labels: docs/operations.md. */
export function exposeMetrics(
  registry: Registry,
  metrics: { committedRows: number },
  sources: Partial<MetricSources>,
): void {
  exposeGauge(registry, {
    name: "headgate_open_reservations",
    help: "Requests admitted and not yet ended",
    read: () => ask(sources.openReservations),
  });
  exposeGauge(registry, {
    name: "headgate_counters_mode",
    help: "1 for what limits are counted in now",
    labels: ["mode"],
    read: () => {
      const now = sources.countersMode?.();
      if (!now) return [];
      return countersModes.map((mode) => ({ labels: { mode }, value: mode === now ? 1 : 0 }));
    },
  });
  exposeGauge(registry, {
    name: "headgate_ledger_queue_rows",
    help: "Rows that wait for their commit, or for its end",
    read: () => ask(sources.ledgerQueueRows),
  });
  exposeGauge(registry, {
    name: "headgate_ledger_available",
    help: "1 while usage can be recorded; at 0 requests are refused",
    read: () => ask(sources.ledgerAvailable),
  });
  exposeCounter(registry, {
    name: "headgate_ledger_rows_total",
    help: "Rows that the ledger committed",
    read: () => [{ labels: {}, value: metrics.committedRows }],
  });
  exposeCounter(registry, {
    name: "headgate_refusals_dropped_total",
    help: "Refusals that were not kept because too many came at once",
    read: () => ask(sources.refusalsDropped),
  });
  exposeCounter(registry, {
    name: "headgate_receipts_dropped_total",
    help: "headgate_refusals_dropped_total under its name of the version before",
    read: () => ask(sources.refusalsDropped),
  });
  exposeCounter(registry, {
    name: "headgate_log_lines_lost_total",
    help: "Log lines that could not be written, as on a full disk",
    read: () => ask(sources.logLinesLost),
  });
  exposeGauge(registry, {
    name: "headgate_cache_entries",
    help: "Entries in the caches of the inference plane",
    labels: ["cache"],
    read: () =>
      Object.entries(sources.cacheEntries?.() ?? {}).map(([cache, value]) => ({
        labels: { cache },
        value,
      })),
  });
}

async function ask(
  source: (() => number | boolean | Promise<number>) | undefined,
): Promise<Sample[]> {
  const value = await askSource(source);
  return value === undefined ? [] : [{ labels: {}, value: Number(value) }];
}
