import type { z } from "zod";

/** What an operation needs of a management key. `any`: that it works. */
export type NeededScope =
  | "any"
  | "view"
  | "management"
  | "metrics"
  | "read_customer_keys"
  | "write_customer_keys";

/** All that there is to say of an operation of the management API, for the server and its clients. */
export interface Operation {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Ids stand in braces: `/v1/gateway/groups/{group_id}`. */
  path: `/${string}`;
  scope: NeededScope;
  operationId: string;
  /** Its chapter in the OpenAPI document. */
  tag: string;
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Of a 200. Errors have one shape: `errorBody`. */
  answer: z.ZodType;
  /** The same as text/csv, for who asks so: what is said of both. */
  asCsv?: string;
}

/** Names each operation as its key: that is its `operationId`. */
export function describeOperations<
  const Described extends Record<string, Omit<Operation, "operationId" | "tag">>,
>(tag: string, described: Described) {
  const named = Object.entries(described).map(([operationId, one]) => [
    operationId,
    { ...one, operationId, tag },
  ]);
  return Object.fromEntries(named) as {
    readonly [Id in keyof Described]: Described[Id] & { operationId: Id & string; tag: string };
  };
}

/**
 * The path with its ids filled in. A URL resolves ids of dots to another path, and no escape helps:
 * whoever sends it refuses those.
 */
export function toOperationPath(
  { path }: Pick<Operation, "path">,
  params: Readonly<Record<string, unknown>> = {},
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
}
