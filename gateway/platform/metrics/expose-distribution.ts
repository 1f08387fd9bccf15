import { Histogram, type Registry } from "prom-client";
import type { Distribution } from "./distribution";

export interface ExposedDistribution {
  name: string;
  help: string;
  read: () => { labels: Record<string, string>; distribution: Distribution }[];
}

/** A histogram whose numbers are kept elsewhere and read at the scrape. */
export function exposeDistribution(registry: Registry, exposed: ExposedDistribution): void {
  registry.registerMetric(new KeptElsewhere(exposed));
}

class KeptElsewhere extends Histogram<string> {
  private readonly exposed: ExposedDistribution;

  constructor(exposed: ExposedDistribution) {
    super({ name: exposed.name, help: exposed.help, registers: [] });
    this.exposed = exposed;
  }

  /** What both the registry and `get` ask for. */
  async getForPromString() {
    const { name, help } = this.exposed;
    const values = this.exposed.read().flatMap(({ labels, distribution }) => {
      const counts = distribution.cumulative();
      return [
        ...counts.map((value, index) => ({
          metricName: `${name}_bucket`,
          labels: { ...labels, le: distribution.bounds[index] ?? "+Inf" },
          value,
        })),
        { metricName: `${name}_sum`, labels, value: distribution.sum },
        { metricName: `${name}_count`, labels, value: distribution.count },
      ];
    });
    return { name, help, type: "histogram", values, aggregator: "sum" };
  }
}
