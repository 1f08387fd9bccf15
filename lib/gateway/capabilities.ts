import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Capabilities, Capability } from "@/gateway/contracts/workspace";
import { callGateway } from "./gateway-client";
import type { ActionError } from "./result";

export type GatewayConnection =
  /** Our own gateway. */
  | { state: "extended"; capabilities: Capabilities }
  /** The hosted API: exactly the documented paths, none of the extensions. */
  | { state: "basic"; capabilities: null }
  | { state: "failed"; capabilities: null; error: ActionError };

const freshMs = 30_000;

declare global {
  // Next evaluates a module once per bundle; pages and actions should ask once together.
  var headgateConnection: { atMs: number; value: Promise<GatewayConnection> } | undefined;
}

/** What the configured server is, asked at most every 30 s; a failure is asked again at once. */
export function gatewayConnection(): Promise<GatewayConnection> {
  const cached = globalThis.headgateConnection;
  if (cached && Date.now() - cached.atMs < freshMs) return cached.value;
  const value = ask().then((connection) => {
    if (connection.state === "failed") globalThis.headgateConnection = undefined;
    return connection;
  });
  globalThis.headgateConnection = { atMs: Date.now(), value };
  return value;
}

const basic = { state: "basic", capabilities: null } as const;

const toFailed = (error: ActionError): GatewayConnection => ({
  state: "failed",
  capabilities: null,
  error,
});

async function ask(): Promise<GatewayConnection> {
  const result = await callGateway(operations.readCapabilities, {});
  if (result.ok) return { state: "extended", capabilities: result.data };
  // Ours shows this to every key; a server that refuses it has no such path for us either.
  if (["NOT_FOUND", "FORBIDDEN", "HTTP_403"].includes(result.error.code)) return basic;
  if (result.error.code !== "HTTP_404") return toFailed(result.error);
  // Not the API's own 404: the hosted service, or no gateway at all. Every one lists endpoints.
  const listed = await callGateway(operations.listEndpoints, { query: { limit: 1 } });
  const isGateway = listed.ok || ["FORBIDDEN", "HTTP_403"].includes(listed.error.code);
  return isGateway ? basic : toFailed(listed.error);
}

/** null = none of the extensions (the hosted API, or a server that can't be asked right now). */
export async function serverCapabilities(): Promise<Capabilities | null> {
  return (await gatewayConnection()).capabilities;
}

export function offers(capabilities: Capabilities | null, name: Capability): boolean {
  return capabilities?.capabilities.includes(name) ?? false;
}
