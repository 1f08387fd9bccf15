import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { GatewayConfig } from "../../config";
import { createAddressPolicy, isLiteralAddress } from "./address-policy";
import { invalidField } from "./app-error";
import { noteConnectedAt } from "./connected-at";

type GuardConfig = Pick<GatewayConfig, "allowInsecureUpstreams" | "allowedCidrs">;

export interface GuardedConnections {
  connectTimeoutMs: number;
  /** Open sockets per origin; null = as many as requests need. */
  connectionsPerOriginMax: number | null;
  /** How long an unused connection is kept. */
  keepAliveMs: number;
}

const defaultConnections: GuardedConnections = {
  connectTimeoutMs: 10_000,
  connectionsPerOriginMax: null,
  // Below the 5 s after which common model servers close an unused connection.
  keepAliveMs: 4_000,
};

/** A connection that was not made because of where it would have gone. */
export class AddressRefusedError extends Error {
  readonly code = "ADDRESS_REFUSED";

  constructor(hostname: string) {
    super(`${hostname} resolves to no address that this gateway may call`);
    this.name = "AddressRefusedError";
  }
}

/**
 * What can be said of an outbound URL before its name is resolved: throws a 400 on `field`.
 * HTTPS without a port, unless `allowInsecureUpstreams`; no credentials, query or fragment;
 * a literal address must be allowed. Source: engine, "Addresses that the gateway calls".
 */
export function checkUpstreamUrl(
  config: GuardConfig,
  url: string,
  field = "targets.0.base_url",
): void {
  const name = field.split(".").at(-1);
  const refuse = (rule: string) => invalidField(field, `${name} ${rule}`);
  // A parser mends `https:host` and `https:///host`; calls go to what is written.
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(url);
  const parsed = isWhole && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw refuse("must be an absolute URL");
  const schemes = config.allowInsecureUpstreams ? ["https:", "http:"] : ["https:"];
  if (!schemes.includes(parsed.protocol)) {
    throw refuse(
      "must be an https URL (the operator can allow http: GATEWAY_ALLOW_INSECURE_UPSTREAMS=1)",
    );
  }
  if (!config.allowInsecureUpstreams && parsed.port !== "") throw refuse("must not name a port");
  if (parsed.username !== "" || parsed.password !== "") {
    throw refuse("must not hold credentials");
  }
  if (parsed.search !== "" || parsed.hash !== "" || /[?#]$/.test(url)) {
    throw refuse("must not have a query or a fragment");
  }
  const hostname = toHost(parsed.hostname);
  if (isLiteralAddress(hostname) && !createAddressPolicy(config).allows(hostname)) {
    throw refuse("must not name an address in a range that this gateway may not call");
  }
}

/**
 * An undici Agent that pools connections per origin and connects to allowed addresses only.
 * The check sits in the connection's own look-up, so DNS rebinding does not get around it.
 */
export function guardedDispatcher(
  config: GuardConfig,
  connections: Partial<GuardedConnections> = {},
): Dispatcher {
  const policy = createAddressPolicy(config);
  const { connectTimeoutMs, connectionsPerOriginMax, keepAliveMs } = {
    ...defaultConnections,
    ...connections,
  };
  const connect = noteConnectedAt(
    buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup(policy.allows) }),
  );
  return new Agent({
    connections: connectionsPerOriginMax,
    keepAliveTimeout: keepAliveMs,
    // net.connect looks up no literal address, so those are checked before it is asked.
    connect: (options, callback) => {
      const hostname = toHost(options.hostname);
      if (isLiteralAddress(hostname) && !policy.allows(hostname)) {
        callback(new AddressRefusedError(hostname), null);
        return;
      }
      connect(options, callback);
    },
  });
}

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A look-up that answers allowed addresses only. `resolve` is the system's, but for tests. */
export function guardedLookup(
  allows: (address: string) => boolean,
  resolve: Resolve = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const allowed = addresses.filter(({ address }) => allows(address));
      const [first] = allowed;
      if (!first) return callback(new AddressRefusedError(hostname), "", 0);
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

/** URL keeps the brackets of a literal IPv6 host. */
function toHost(hostname: string): string {
  return hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
}
