import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel, LimitUnit } from "@/gateway/contracts/limit";
import { exactNumber } from "@/lib/format/format";
import type { LimitField } from "@/lib/limits/limit-form";

/** Which field of a form a column fills, in which unit. */
interface LimitColumn {
  field: LimitField;
  unit: LimitUnit;
}

export const limitColumns = {
  tokens_per_second: { field: "tokenRate", unit: "SECOND" },
  tokens_per_minute: { field: "tokenRate", unit: "MINUTE" },
  requests_per_second: { field: "requestRate", unit: "SECOND" },
  requests_per_minute: { field: "requestRate", unit: "MINUTE" },
  tokens_per_day: { field: "tokensPerDay", unit: "DAY" },
  requests_per_day: { field: "requestsPerDay", unit: "DAY" },
} as const satisfies Record<string, LimitColumn>;

export type LimitColumnName = keyof typeof limitColumns;
export const limitColumnNames = Object.keys(limitColumns) as LimitColumnName[];

/** One line for each slug of a group; what is of the group stands on its first line at least. */
export const columnNames = [
  "external_id",
  "name",
  "parent",
  "mode",
  "slug",
  ...limitColumnNames,
] as const;
export type ColumnName = (typeof columnNames)[number];

/** A group as a file describes it. `undefined` = the file does not say: it is left as it is. */
export interface FileGroup {
  /** Of its first line; the head is line 1. */
  line: number;
  externalId: string;
  /** null = none. */
  name: string | null | undefined;
  /** The parent's external id; null = a root. */
  parent: string | null | undefined;
  mode: LimitEnforcement | undefined;
  /** The whole set. */
  models: DeclaredModel[] | undefined;
}

/** What a CSV has on a line; other files are brought into this shape. */
export interface FileLine {
  line: number;
  /** undefined = the file does not say. */
  cells: Partial<Record<ColumnName, string>>;
}

export type ReadLines = { ok: true; lines: FileLine[] } | { ok: false; problems: FileProblem[] };

export interface FileProblem {
  /** null = about the whole file. */
  line: number | null;
  message: string;
}

/** Most groups that one import takes, and most lines: one for each slug of a group. */
export const fileGroupsMax = 2_000;
export const fileLinesMax = 20_000;
export const tooManyLines = `The file has more than ${exactNumber(fileLinesMax)} lines: split it.`;
/** Below the 1 MB that a server action takes. */
export const fileBytesMax = 900_000;
