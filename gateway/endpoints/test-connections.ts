import type { Dispatcher } from "undici";
import type { GatewayConfig } from "../config";
import { guardedDispatcher } from "../http/address-guard";
import { createUpstreamDispatcher } from "../inference/upstream-dispatcher";

export interface TestConnections {
  /** For addresses that a workspace named: connects to allowed ranges only. */
  guarded: Dispatcher;
  /** For the providers' own origins, which are configuration. */
  open: Dispatcher;
  close(): Promise<void>;
}

/** Apart from inference's pools: a test of a hanging upstream must take no connection from calls. */
export function openTestConnections(config: GatewayConfig): TestConnections {
  const guarded = guardedDispatcher(config);
  const open = createUpstreamDispatcher();
  return {
    guarded,
    open,
    async close() {
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  };
}
