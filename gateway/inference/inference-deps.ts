import type { Dispatcher } from "undici";
import type { Deps } from "../deps";
import { guardedDispatcher } from "../http/address-guard";
import { openReceiptBook, type ReceiptBook } from "../receipts/receipt-book";
import { type CallerCaches, createCallerCaches } from "./caller-caches";
import { type KeyUse, trackKeyUse } from "./key-use";
import { createTokenEstimator, type TokenEstimator } from "./token-estimator";
import { createUpstreamDispatcher } from "./upstream-dispatcher";

/** What the inference plane keeps between requests, one set per gateway. */
export interface InferenceDeps extends Deps {
  caches: CallerCaches;
  keyUse: KeyUse;
  estimator: TokenEstimator;
  receipts: ReceiptBook;
  /** To the addresses of the configuration. */
  upstream: Dispatcher;
  /** To addresses that endpoints name. */
  guardedUpstream: Dispatcher;
}

export function openInference(deps: Deps): InferenceDeps {
  return {
    ...deps,
    caches: createCallerCaches(deps),
    keyUse: trackKeyUse(deps),
    estimator: createTokenEstimator(),
    receipts: openReceiptBook(deps),
    upstream: createUpstreamDispatcher(),
    guardedUpstream: guardedDispatcher(deps.config),
  };
}

export async function closeInference(inference: InferenceDeps): Promise<void> {
  await inference.caches.close();
  await inference.keyUse.close();
  await inference.receipts.close();
  await Promise.all([inference.upstream.destroy(), inference.guardedUpstream.destroy()]);
}
