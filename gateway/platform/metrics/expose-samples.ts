import { Counter, Gauge, type Registry } from "prom-client";

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface ExposedSamples {
  name: string;
  help: string;
  labels?: readonly string[];
  read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/** A counter whose numbers are kept elsewhere and read at the scrape. */
export function exposeCounter(registry: Registry, { name, help, labels, read }: ExposedSamples) {
  new Counter({
    name,
    help,
    labelNames: labels ?? [],
    registers: [registry],
    async collect() {
      const samples = await read();
      this.reset();
      for (const sample of samples) this.inc(sample.labels, sample.value);
    },
  });
}

/** A gauge that is read at the scrape. Without samples it has no series, rather than a 0. */
export function exposeGauge(registry: Registry, { name, help, labels, read }: ExposedSamples) {
  new Gauge({
    name,
    help,
    labelNames: labels ?? [],
    registers: [registry],
    async collect() {
      const samples = await read();
      this.reset();
      if (samples.length === 0) this.remove({});
      for (const sample of samples) this.set(sample.labels, sample.value);
    },
  });
}
