import "server-only";
import type { Operation } from "@/gateway/contracts/operations/operation";
import { operations } from "@/gateway/contracts/operations/operations";
import type { OperationAddresses } from "./curl";

const every: Record<string, Operation> = operations;

/** What the browser is told of every operation: its schemas are a hundred kilobytes that it does not need. */
export const operationAddresses = Object.fromEntries(
  Object.entries(every).map(([id, { method, path }]) => [id, { method, path }]),
) as OperationAddresses;
