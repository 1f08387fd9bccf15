import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** What COPY can take here; arrays become text[], buffers bytea. */
export type CopyValue = string | number | boolean | null | Date | Buffer | string[];

const rowsPerChunk = 500;

/**
 * Streams rows into a table and answers how many. `columns` name what each row's values are.
 * `onRows` hears how many were handed over since the last time.
 */
export async function copyRows(
  client: PoolClient,
  { table, columns }: { table: string; columns: readonly string[] },
  rows: Iterable<readonly CopyValue[]>,
  onRows: (count: number) => void,
): Promise<number> {
  const names = columns.map((name) => `"${name}"`).join(", ");
  const target = client.query(copyFrom(`COPY ${table} (${names}) FROM STDIN`));
  await pipeline(Readable.from(chunks(rows, onRows)), target);
  return target.rowCount;
}

function* chunks(
  rows: Iterable<readonly CopyValue[]>,
  onRows: (count: number) => void,
): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${row.map(copyText).join("\t")}\n`);
    if (lines.length < rowsPerChunk) continue;
    yield lines.join("");
    onRows(lines.length);
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
  onRows(lines.length);
}

/** PostgreSQL's COPY text format. */
export function copyText(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return escaped(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  return escaped(`{${value.map(arrayElement).join(",")}}`);
}

function arrayElement(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

const escapes: Record<string, string> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
