import type { LimitEnforcement } from "@/gateway/contracts/group";
import type { DeclaredModel, LimitType } from "@/gateway/contracts/limit";
import {
  limitTypes,
  rateUnits,
  usageUnits,
  type WindowName,
  windowWords,
} from "@/gateway/contracts/limit-windows";
import { exactNumber } from "@/lib/format/format";

const typeNames = { TOKEN: "tokens", REQUEST: "requests" } as const satisfies Record<
  LimitType,
  string
>;
export type LimitColumnName = `${(typeof typeNames)[LimitType]}_per_${WindowName}`;

/** `tokens_per_minute`: what each column limits. Rates come first. */
export const limitColumns = [rateUnits, usageUnits].flatMap((units) =>
  limitTypes.flatMap((type) =>
    units.map((unit) => {
      const name: LimitColumnName = `${typeNames[type]}_per_${windowWords[unit].name}`;
      return { name, type, unit };
    }),
  ),
);

/** One line for each slug of a group; what is of the group stands on its first line at least. */
export const columnNames = [
  "external_id",
  "name",
  "parent",
  "mode",
  "slug",
  ...limitColumns.map(({ name }) => name),
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
