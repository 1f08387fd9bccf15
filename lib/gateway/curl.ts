import { type Operation, toOperationPath } from "@/gateway/contracts/operations/operation";
import type { operations } from "@/gateway/contracts/operations/operations";
import type { Given, Member } from "./operation-input";

export type OperationId = keyof typeof operations;
/** Of an operation, what a command needs. */
export type OperationAddress = Pick<Operation, "method" | "path">;
export type OperationAddresses = Readonly<Record<OperationId, OperationAddress>>;

/** What is sent, finished or not: a form is asked for its command while it is filled in. */
export type CurlInput<Id extends OperationId> = { body?: unknown } & Member<
  "params",
  Given<(typeof operations)[Id] extends { params: infer Params } ? Params : undefined>
>;

export interface AnyCurlInput {
  params?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

export interface CurlOptions {
  /** Default: the shell variable $GATEWAY_API_URL. */
  origin?: string;
  /** The shell variable that holds the key; default: the management key's. */
  keyVariable?: string;
}

/**
 * A command to paste into a shell. Secrets never go into it: the key is a variable, and the caller
 * leaves secret fields out of `body`.
 */
export function toCurl(
  operation: OperationAddress,
  { params, body }: AnyCurlInput,
  { origin, keyVariable = "GATEWAY_API_KEY" }: CurlOptions = {},
): string {
  const path = toOperationPath(operation, params);
  const url = origin ? shellQuote(`${origin}${path}`) : `"$GATEWAY_API_URL"${shellQuote(path)}`;
  const lines = [
    operation.method === "GET" ? `curl ${url}` : `curl -X ${operation.method} ${url}`,
    `-H "Authorization: Api-Key $${keyVariable}"`,
  ];
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`);
    lines.push(`-d ${shellQuote(JSON.stringify(body, null, 2))}`);
  }
  return lines.join(" \\\n  ");
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
