import { monitorEventLoopDelay } from "node:perf_hooks";
import { Registry } from "prom-client";
import type { WebhookDeliveryStatus } from "../../contracts/webhook";
import { exposeMetrics } from "./expose-metrics";
import { exposeProcess } from "./expose-process";
import { exposeSlugs } from "./expose-slugs";
import { exposeWebhooks } from "./expose-webhooks";
import { createHistograms, type Seconds } from "./histograms";
import type { MetricSources } from "./metric-sources";
import { SlugMetrics } from "./slug-metrics";

/** What the gateway counts about itself: one per gateway, never shared. */
export interface Metrics {
  /** Of an endpoint that exists: what callers write must not become a label. */
  slug(slug: string): SlugMetrics;
  /** Of requests that named no endpoint that they may call. */
  readonly noSlug: SlugMetrics;
  /** Seconds that a decision over the whole chain took. */
  readonly decisions: Seconds;
  /** Seconds that a group commit of the ledger took. */
  readonly commits: Seconds;
  /** Rows that the ledger committed. */
  committedRows: number;
  /** Attempts to push billing events, by what became of the delivery. */
  readonly webhookAttempts: Record<WebhookDeliveryStatus, number>;
  /** Adds to what is asked at a scrape; a later source replaces an earlier one. */
  watch(sources: Partial<MetricSources>): void;
  /** Prometheus' text format. */
  render(): Promise<{ contentType: string; text: string }>;
  close(): void;
}

/** With more slugs, later ones share one series: a scrape must stay small. */
const slugsMax = 1_000;
/** No slugs, as they hold no slash. */
const noSlugName = "none";
const otherSlugsName = "others";

export function createMetrics(version: string, options: { slugsMax?: number } = {}): Metrics {
  const max = options.slugsMax ?? slugsMax;
  const registry = new Registry();
  const { decisions, commits, firstByte, upstream } = createHistograms(registry);
  const create = (slug: string) =>
    new SlugMetrics(slug, { firstByte: firstByte.labels(slug), upstream: upstream.labels(slug) });
  const slugs = new Map<string, SlugMetrics>();
  const noSlug = create(noSlugName);
  const others = create(otherSlugsName);
  const sources: Partial<MetricSources> = {};
  const eventLoop = monitorEventLoopDelay({ resolution: 10 });
  eventLoop.enable();

  function add(slug: string): SlugMetrics {
    if (slugs.size >= max) return others;
    const added = create(slug);
    slugs.set(slug, added);
    return added;
  }

  const metrics: Metrics = {
    slug: (slug) => slugs.get(slug) ?? add(slug),
    noSlug,
    decisions,
    commits,
    committedRows: 0,
    webhookAttempts: { pending: 0, delivered: 0, dead_letter: 0 },
    watch: (more) => {
      Object.assign(sources, more);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => {
      eventLoop.disable();
      registry.clear();
    },
  };
  exposeSlugs(registry, () => [noSlug, ...slugs.values(), ...(slugs.size < max ? [] : [others])]);
  exposeMetrics(registry, metrics, sources);
  exposeWebhooks(registry, metrics, sources);
  exposeProcess(registry, { version, eventLoop });
  return metrics;
}
