import { Histogram, type Registry } from "prom-client";

/** Of prom-client's histogram what is called on the way of a request. */
export interface Seconds {
  observe(seconds: number): void;
}

/** Fine where our own work is, coarse where a model thinks. */
const ownSeconds = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5,
];
const upstreamSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Registers what is timed. A series by slug appears with its first time. Decision record 96. */
export function createHistograms(registry: Registry) {
  const registers = [registry];
  const labelNames = ["slug"] as const;
  return {
    decisions: new Histogram({
      name: "headgate_decision_seconds",
      help: "Time of one admission decision over the whole chain of limits",
      buckets: ownSeconds,
      registers,
    }),
    commits: new Histogram({
      name: "headgate_ledger_commit_seconds",
      help: "Time of one group commit of the ledger",
      buckets: ownSeconds,
      registers,
    }),
    firstByte: new Histogram({
      name: "headgate_upstream_first_byte_seconds",
      help: "From admission to the first byte of the model's answer",
      labelNames,
      buckets: upstreamSeconds,
      registers,
    }),
    upstream: new Histogram({
      name: "headgate_upstream_seconds",
      help: "From admission to the end of the model's answer",
      labelNames,
      buckets: upstreamSeconds,
      registers,
    }),
  };
}
