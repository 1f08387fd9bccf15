import { z } from "zod";

/** The message is one line for a person. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

const identifier = z.string().regex(/^[a-z_][a-z0-9_]*$/);
export const schemaName = z.enum(["public", "dashboard"]);

/**
 * First line of a backup, which is gzip over lines: this header as JSON, then each table in the
 * order of `tables` as COPY's text rows ended by `\.`, then the footer. COPY escapes newlines, so
 * a row is a line. Behind the gzip stands the seal: seal.ts.
 */
export const backupHeader = z.object({
  format: z.literal("headgate-backup"),
  /** 1 = without a seal. */
  formatVersion: z.union([z.literal(1), z.literal(2)]),
  createdAt: z.iso.datetime(),
  /** Newest applied migration of each schema. */
  migrations: z.object({ public: z.string().optional(), dashboard: z.string().optional() }),
  /** Files of the data folder by name. Without them no stored secret could be read again. */
  secrets: z.record(z.string().regex(/^[a-z-]+$/), z.string()),
  /** Parents before those that refer to them. */
  tables: z.array(z.object({ schema: schemaName, name: identifier, columns: z.array(identifier) })),
  partitions: z.array(
    z.object({
      parent: identifier,
      name: identifier,
      // ULIDs, with `req_` before them where a table is divided by request ids.
      bound: z.string().regex(/^FOR VALUES FROM \('[0-9A-Za-z_]*'\) TO \('[0-9A-Za-z_]*'\)$/),
    }),
  ),
  sequences: z.array(
    z.object({
      schema: schemaName,
      table: identifier,
      column: identifier,
      value: z.number().int(),
    }),
  ),
});
export type BackupHeader = z.infer<typeof backupHeader>;

/** Last line: a backup without it was cut off. */
export const backupFooter = z.object({ end: z.literal("headgate-backup"), rows: z.number().int() });

export const endOfTable = "\\.";

export const quoted = (name: string) => `"${name}"`;
