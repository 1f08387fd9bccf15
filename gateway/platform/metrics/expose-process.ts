import type { IntervalHistogram } from "node:perf_hooks";
import type { Registry } from "prom-client";
import { exposeCounter, exposeGauge, type Sample } from "./expose-samples";

const quantiles = { "0.5": 50, "0.99": 99, "1": 100 } as const;
const nanosecondsPerSecond = 1e9;

/** Registers what the process itself takes, under the names that dashboards know. */
export function exposeProcess(
  registry: Registry,
  { version, eventLoop }: { version: string; eventLoop: IntervalHistogram },
): void {
  exposeGauge(registry, {
    name: "headgate_build_info",
    help: "Always 1; the version is its label",
    labels: ["version"],
    read: () => [{ labels: { version }, value: 1 }],
  });
  exposeGauge(registry, {
    name: "headgate_event_loop_delay_seconds",
    help: "How late the event loop was since the last scrape; quantile 1 is the worst",
    labels: ["quantile"],
    read: () => {
      const samples = Object.entries(quantiles).map(([quantile, percentile]): Sample => {
        const value = eventLoop.count > 0 ? eventLoop.percentile(percentile) : 0;
        return { labels: { quantile }, value: value / nanosecondsPerSecond };
      });
      eventLoop.reset();
      return samples;
    },
  });
  exposeGauge(registry, {
    name: "process_resident_memory_bytes",
    help: "Resident memory",
    read: () => [{ labels: {}, value: process.memoryUsage.rss() }],
  });
  exposeGauge(registry, {
    name: "nodejs_heap_size_used_bytes",
    help: "JavaScript heap in use",
    read: () => [{ labels: {}, value: process.memoryUsage().heapUsed }],
  });
  exposeCounter(registry, {
    name: "process_cpu_seconds_total",
    help: "Processor time, user and system",
    read: () => {
      const { user, system } = process.cpuUsage();
      return [{ labels: {}, value: (user + system) / 1e6 }];
    },
  });
}
