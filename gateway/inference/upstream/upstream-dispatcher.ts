import { Agent, buildConnector, type Dispatcher } from "undici";
import { noteConnectedAt } from "../../platform/http/connected-at";

const connectMs = 10_000;
/** Below the 5 s after which common model servers close an unused connection. */
const keepAliveMs = 4_000;

/** Pools connections per origin, for the addresses that the operator configured. */
export function createUpstreamDispatcher(): Dispatcher {
  const connect = noteConnectedAt(buildConnector({ timeout: connectMs }));
  return new Agent({ connect, keepAliveTimeout: keepAliveMs });
}
