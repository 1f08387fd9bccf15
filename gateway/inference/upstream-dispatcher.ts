import { Agent, type Dispatcher } from "undici";

const connectMs = 10_000;
/** Below the 5 s after which common model servers close an unused connection. */
const keepAliveMs = 4_000;

/** Pools connections per origin, for the addresses that the operator configured. */
export function createUpstreamDispatcher(): Dispatcher {
  return new Agent({ connect: { timeout: connectMs }, keepAliveTimeout: keepAliveMs });
}
