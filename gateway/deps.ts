import type { Logger } from "pino";
import type { GatewayConfig } from "./config";
import type { CounterStore } from "./limits/counter-store";
import type { SecretCipher } from "./management/secrets/secret-cipher";
import type { Ledger } from "./metering/ledger/ledger";
import type { Database } from "./platform/db/database";
import type { Metrics } from "./platform/metrics/metrics";
import type { Lifecycle } from "./platform/process/lifecycle";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that have passed since some moment, whatever the clock is set to meanwhile. */
  elapsedMs?(): number;
}

export interface Ids {
  /** An opaque id such as `grp_3kTMd…`: 20 random base62 characters, 119 bits. */
  create(kind: "wsp" | "grp" | "ept" | "sec" | "mky" | "aud" | "req" | "rsv"): string;
  /** Monotonic within this process. */
  ulid(atMs: number): string;
}

/** Connections that the management plane can't take away: db/share-connections.ts. */
export interface Pools {
  /** Keys, groups, endpoints and secrets that inference has not in memory. */
  lookups: Database;
  /** One, past any pooler, that LISTENs. */
  changes: Database;
  /** What nobody waits for. */
  background: Database;
}

/** What every verb may use. Built once in main.ts; tests build their own. */
export interface Deps {
  config: GatewayConfig;
  /** The management plane's connections; inference's own are among `pools`. */
  db: Database;
  pools: Pools;
  clock: Clock;
  ids: Ids;
  log: Logger;
  cipher: SecretCipher;
  counters: CounterStore;
  ledger: Ledger;
  metrics: Metrics;
  lifecycle: Lifecycle;
}
