import type { Dispatcher } from "undici";
import type { Deps } from "../deps";
import { guardedDispatcher } from "../platform/http/address-guard";
import type { RefusalRecorder } from "./admission/refusal-recorder";
import { createSharedDeadline, type SharedDeadline } from "./admission/shared-deadline";
import { createTokenEstimator, type TokenEstimator } from "./admission/token-estimator";
import { type CallerCaches, createCallerCaches } from "./caller/caller-caches";
import { type KeyUse, trackKeyUse } from "./caller/key-use";
import { type AccessTokens, createAccessTokens, toTokenUrl } from "./providers/access-token";
import { createUpstreamDispatcher } from "./upstream/upstream-dispatcher";
import { createWatch, type Watch } from "./upstream/watch";

/** What the inference plane keeps between requests, one set per gateway. */
export interface InferenceDeps extends Deps {
  caches: CallerCaches;
  keyUse: KeyUse;
  estimator: TokenEstimator;
  refusals: RefusalRecorder;
  /** How long an answer waits for its event to be on disk. */
  commitDeadline: SharedDeadline;
  /** Ends what upstreams let wait too long, and keeps silent streams alive. */
  watch: Watch;
  /** Connections to addresses that the operator configured. */
  upstream: Dispatcher;
  accessTokens: AccessTokens;
  /** Connections to addresses that endpoints name: each is checked. */
  guardedUpstream: Dispatcher;
}

export function openInference(deps: Deps, refusals: RefusalRecorder): InferenceDeps {
  const caches = createCallerCaches(deps);
  deps.metrics.watch({
    cacheEntries: caches.entries,
    openReservations: () => deps.counters.openReservations(),
    ledgerAvailable: () => deps.ledger.isAvailable(),
  });
  const upstream = createUpstreamDispatcher();
  const behind = { ...deps, db: deps.pools.background };
  deps.metrics.watch({ refusalsDropped: () => refusals.counts().dropped });
  return {
    ...deps,
    caches,
    keyUse: trackKeyUse(behind),
    estimator: createTokenEstimator(),
    refusals,
    commitDeadline: createSharedDeadline(deps.config.limits.ledgerCommitMs, "the ledger's commit"),
    watch: createWatch(watchMs(deps.config)),
    upstream,
    accessTokens: createAccessTokens({
      clock: deps.clock,
      dispatcher: upstream,
      ...toTokenUrl(deps.config),
    }),
    guardedUpstream: guardedDispatcher(deps.config),
  };
}

/** Interval of the watch: a quarter of the shortest time that it watches, a second at most. */
function watchMs({ limits }: Pick<Deps["config"], "limits">): number {
  const { upstreamFirstByteMs, upstreamIdleMs, keepAliveMs } = limits;
  return Math.min(1_000, Math.ceil(Math.min(upstreamFirstByteMs, upstreamIdleMs, keepAliveMs) / 4));
}

export async function closeInference(inference: InferenceDeps): Promise<void> {
  await inference.caches.close();
  await inference.keyUse.close();
  await inference.refusals.close();
  inference.commitDeadline.close();
  inference.watch.close();
  await Promise.all([inference.upstream.destroy(), inference.guardedUpstream.destroy()]);
}
