import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** What COPY can take here; arrays become text[], buffers bytea. */
export type CopyValue = string | number | boolean | null | Date | Buffer | string[];

const rowsPerChunk = 500;

/** A table's columns, and what each of them has of an item. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => CopyValue>>;

/**
 * Streams items into a table, a row each, and answers how many. `onRows` hears how many were handed
 * over since the last time.
 */
export async function copyRows<Item>(
  client: PoolClient,
  table: string,
  columns: Columns<Item>,
  items: Iterable<Item>,
  onRows: (count: number) => void,
): Promise<number> {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const target = client.query(copyFrom(`COPY ${table} (${names.join(", ")}) FROM STDIN`));
  await pipeline(Readable.from(chunks(Object.values(columns), items, onRows)), target);
  return target.rowCount;
}

function* chunks<Item>(
  readers: readonly ((item: Item) => CopyValue)[],
  items: Iterable<Item>,
  onRows: (count: number) => void,
): Generator<string> {
  let lines: string[] = [];
  for (const item of items) {
    lines.push(`${readers.map((read) => copyText(read(item))).join("\t")}\n`);
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
