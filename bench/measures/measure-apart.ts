import { freePorts } from "../programs/free-ports";
import type { Figure } from "../report";
import { measureEvents } from "./measure-events";
import { measureFreshness } from "./measure-freshness";
import { measureReads } from "./measure-reads";
import { measureStart } from "./measure-start";
import { measureTrees } from "./measure-trees";
import { measureUsage } from "./measure-usage";
import { measureWebhooks } from "./measure-webhooks";

interface ApartOptions {
  seconds: number;
  rounds: number;
  /** As they were given; 10 million by default, 30 million of today for a start. */
  events?: string | undefined;
  /** Of the audit log. */
  entries: string;
}

const parts: Record<string, (options: ApartOptions) => Promise<Figure[]>> = {
  usage: ({ events = "10000000" }) => measureUsage(Number(events)),
  events: ({ events = "10000000" }) => measureEvents(Number(events)),
  webhooks: async ({ seconds, rounds }) =>
    measureWebhooks({ seconds, rounds, ports: await freePorts(8) }),
  freshness: async ({ rounds }) => measureFreshness(rounds * 10, await freePorts(4)),
  reads: async ({ seconds, rounds, entries }) =>
    measureReads({ seconds, rounds, entries: Number(entries), ports: await freePorts(2) }),
  start: async ({ rounds, events = "30000000" }) =>
    measureStart({ rounds, events: Number(events), ports: await freePorts(2) }),
  trees: async ({ seconds, rounds }) =>
    measureTrees({ seconds, rounds, ports: await freePorts(3) }),
};

/** Parts that take minutes each, on servers of their own; undefined of any other. */
export function measureApart(name: string, options: ApartOptions): Promise<Figure[]> | undefined {
  return parts[name]?.(options);
}
