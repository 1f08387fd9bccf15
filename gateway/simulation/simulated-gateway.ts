import { createSharedDeadline } from "../inference/admission/shared-deadline";
import { createTokenEstimator } from "../inference/admission/token-estimator";
import type { InferenceDeps } from "../inference/inference-deps";
import type { CounterStore } from "../limits/counter-store";
import { createMemoryCounterStore } from "../limits/memory/memory-counter-store";
import { openWebhookDispatcher } from "../metering/deliveries/webhook-dispatcher";
import { openPostgresLedger } from "../metering/ledger/postgres-ledger";
import { readCommittedConsumption } from "../metering/ledger/rebuild-counters";
import { openUsageRoller } from "../metering/rollups/usage-roller";
import { SlugMetrics } from "../platform/metrics/slug-metrics";
import type { Owner } from "./scheduler";
import { openSimulatedDatabase } from "./simulated-database";
import type { World } from "./world";

/** A gateway's process: what main.ts opens, without the network around it. */
export interface SimulatedGateway {
  owner: Owner;
  inference: InferenceDeps;
  counters: CounterStore;
}

const plain = { decrypt: () => "whsec_of_the_simulation" };
const untimed = { observe() {} };
const quiet = { info() {}, warn() {}, error() {}, debug() {} };

/** Opens in the order of serve.ts: counters from the ledger first, then what runs by itself. */
export async function startGateway(world: World, owner: Owner): Promise<SimulatedGateway> {
  const db = openSimulatedDatabase(owner);
  const clock = { now: () => Math.floor(world.scheduler.nowMs) };
  const slugs = new Map<string, SlugMetrics>();
  const metrics = {
    watch() {},
    committedRows: 0,
    commits: untimed,
    decisions: untimed,
    webhookAttempts: { pending: 0, delivered: 0, dead_letter: 0 },
    slug(name: string) {
      const known =
        slugs.get(name) ?? new SlugMetrics(name, { firstByte: untimed, upstream: untimed });
      slugs.set(name, known);
      return known;
    },
  };
  const base = {
    db,
    clock,
    log: quiet,
    ids: world.createIds(),
    metrics,
    config: {},
    cipher: plain,
  };
  // What the simulated verbs never touch is left out.
  const deps = base as unknown as InferenceDeps;
  let counters: CounterStore;
  if (world.shared) counters = world.shared.connect();
  else {
    const own = createMemoryCounterStore(clock);
    await own.rebuild(readCommittedConsumption(deps));
    counters = world.watched(own);
  }
  const opened = await openPostgresLedger(deps, { metrics: deps.metrics });
  const ledger = world.watchedLedger(opened);
  openUsageRoller(deps);
  openWebhookDispatcher(deps);
  const inference = Object.assign(base, {
    ...{ counters, ledger, estimator: createTokenEstimator() },
    commitDeadline: createSharedDeadline(10_000, "the ledger's commit"),
    refusals: { note() {} },
    caches: { endpoint: async (slug: string) => ({ slug, workspaceId: world.workspaceId }) },
    accessTokens: {},
  }) as unknown as InferenceDeps;
  return { owner, inference, counters };
}
