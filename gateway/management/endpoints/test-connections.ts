import type { Dispatcher } from "undici";
import type { Deps } from "../../deps";
import {
  type AccessTokens,
  createAccessTokens,
  toTokenUrl,
} from "../../inference/providers/access-token";
import { createUpstreamDispatcher } from "../../inference/upstream/upstream-dispatcher";
import { guardedDispatcher } from "../../platform/http/address-guard";

export interface TestConnections {
  /** For addresses that a workspace named: connects to allowed ranges only. */
  guarded: Dispatcher;
  /** For the providers' own origins, which are configuration. */
  open: Dispatcher;
  accessTokens: AccessTokens;
  close(): Promise<void>;
}

/** Apart from inference's pools: a test of a hanging upstream must take no connection from calls. */
export function openTestConnections({
  config,
  clock,
}: Pick<Deps, "config" | "clock">): TestConnections {
  const guarded = guardedDispatcher(config);
  const open = createUpstreamDispatcher();
  return {
    guarded,
    open,
    accessTokens: createAccessTokens({ clock, dispatcher: open, ...toTokenUrl(config) }),
    async close() {
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  };
}
