/**
 * The gateway's own status and headers on their way through the dashboard, whose answer is a 200
 * with headers of its own: those of a browser's connection and those of the API never mix.
 */
export const relayedStatus = "x-relayed-status";
const relayedPrefix = "x-relayed-header-";

/** About the connection to the gateway, not about the answer. */
const connectionOnly = new Set(["connection", "keep-alive", "transfer-encoding", "set-cookie"]);

export function relayHeaders(status: number, headers: Headers): Headers {
  const relayed = new Headers({ [relayedStatus]: String(status) });
  for (const [name, value] of headers) {
    if (!connectionOnly.has(name)) relayed.set(`${relayedPrefix}${name}`, value);
  }
  return relayed;
}

export interface RelayedHead {
  status: number;
  headers: Record<string, string>;
}

/** null = the dashboard itself answered. */
export function parseRelayedHead(headers: Headers): RelayedHead | null {
  const status = Number(headers.get(relayedStatus) ?? "");
  if (!Number.isInteger(status) || status < 100) return null;
  const own: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name.startsWith(relayedPrefix)) own[name.slice(relayedPrefix.length)] = value;
  }
  return { status, headers: own };
}
