/** What the limits are counted in at the moment. */
export const countersModes = ["memory", "redis", "local", "closed"] as const;
export type CountersMode = (typeof countersModes)[number];

/** Asked at every scrape. One that fails or takes too long leaves its series out. */
export interface MetricSources {
  countersMode: () => CountersMode;
  openReservations: () => Promise<number>;
  ledgerQueueRows: () => number;
  ledgerAvailable: () => boolean;
  /** By the name of the cache. */
  cacheEntries: () => Record<string, number>;
  refusalsDropped: () => number;
  /** That could not be written, as on a full disk. */
  logLinesLost: () => number;
  /** Of all workspaces, by what became of them so far. */
  webhookDeliveries: () => Promise<WebhookBacklog>;
}

export interface WebhookBacklog {
  pending: number;
  deadLetters: number;
  /** How long the oldest one has been waiting that may be sent; 0 where none waits. */
  oldestPendingSeconds: number;
}
