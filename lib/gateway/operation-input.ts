import type { z } from "zod";
import type { Operation } from "@/gateway/contracts/operations/operation";
import type { Role } from "../members/member";

/** The person on whose behalf the dashboard calls; only our own gateway reads it. */
export interface ActingMember {
  id: string;
  email: string;
  role: Role;
}

interface CallOptions {
  /** Sent as they are: a registration's body is signed byte by byte. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** Besides 2xx: statuses whose body is an answer, too. */
  answerStatuses?: readonly number[];
  member?: ActingMember;
  /** Tag of the state that the write is about; null = the server gave none. */
  ifMatch?: string | null;
  /** The thing must not be there yet. */
  mustBeNew?: boolean;
  /** Id of one submission of a form: sent again with the same body, it is done once. */
  submission?: unknown;
}

/** What a caller needs to know of an operation. */
export type CalledOperation = Pick<
  Operation,
  "method" | "path" | "params" | "query" | "body" | "answer"
>;

export type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
/** A member that may be left out where nothing in it is needed. */
export type Member<Name extends string, Value> = undefined extends Value
  ? { [Key in Name]?: Value }
  : Partial<Value> extends Value
    ? { [Key in Name]?: Value }
    : { [Key in Name]: Value };

/** What an operation is called with. `answer`: where a server answers it more loosely than ours. */
export type OperationInput<
  Called extends CalledOperation,
  Answer extends z.ZodType = Called["answer"],
> = CallOptions &
  Member<"params", Given<Called["params"]>> &
  Member<"query", Given<Called["query"]>> &
  (Member<"body", Given<Called["body"]>> | { rawBody: string }) & { answer?: Answer };

/** What any operation is called with, without its types. */
export interface AnyInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  answer?: z.ZodType;
}
