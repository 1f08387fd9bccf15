import type { Random } from "../../../scripts/seed/random";

export interface FuzzOperation {
  method: string;
  /** With `{names}` of what its ids are. */
  path: string;
  queries: readonly string[];
  /** A valid body; absent where the operation takes none. */
  body?: unknown;
}

export interface FuzzTargets {
  operations: readonly [FuzzOperation, ...FuzzOperation[]];
  /** Of this parameter of a path, one that exists. */
  pickId(parameter: string, random: Random): string;
  /** What lets this operation through. */
  pickKey(operation: FuzzOperation): string;
}
