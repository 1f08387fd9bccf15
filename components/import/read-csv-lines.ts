import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { plainCell } from "@/gateway/contracts/csv";
import { yieldToOthers } from "@/lib/yield-to-others";
import {
  type ColumnName,
  columnNames,
  type FileLine,
  fileLinesMax,
  type ReadLines,
  tooManyLines,
} from "./group-file";

/** What the parser gives with `info`: a record, and the line that it ends on. */
const csvRecord = z.object({
  record: z.array(z.string()),
  info: z.object({ lines: z.number() }),
});
type CsvRecord = z.infer<typeof csvRecord>;

/** Read before others get their turn: about a millisecond. */
const pieceBytes = 16_384;

/** Each line of a CSV by its columns, trimmed; the head is checked. Comma, semicolon or tab, whichever the head has most of. */
export async function readCsvLines(text: string): Promise<ReadLines> {
  const refuse = (message: string, line: number | null = null): ReadLines => ({
    ok: false,
    problems: [{ line, message }],
  });
  let records: CsvRecord[];
  try {
    records = await readRecords(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuse("A quotation mark opens or closes in the wrong place", lineIn(error));
  }
  const [head, ...rest] = records;
  if (!head || rest.length === 0)
    return refuse("The file has no groups: a head and lines below it");
  if (rest.length > fileLinesMax) return refuse(tooManyLines);
  const names = head.record.map((name) => name.toLowerCase());
  const unknown = names.filter((name) => !isColumn(name));
  if (unknown.length > 0) {
    return refuse(
      `Unknown column${unknown.length > 1 ? "s" : ""} ${unknown.map((name) => `“${name}”`).join(", ")}. Columns are ${columnNames.join(", ")}.`,
      1,
    );
  }
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice) return refuse(`The column ${twice} is there twice`, 1);
  if (!names.includes("external_id")) return refuse("The column external_id is missing", 1);
  const lines: FileLine[] = [];
  for (const { record, info } of rest) {
    if (record.length > names.length) {
      return refuse(
        `The line has ${record.length} cells and the head ${names.length}. Put a cell with a comma in quotation marks.`,
        info.lines,
      );
    }
    const cells = Object.fromEntries(names.map((name, at) => [name, plainCell(record[at] ?? "")]));
    if (Object.values(cells).some((cell) => cell !== "")) lines.push({ line: info.lines, cells });
  }
  return { ok: true, lines };
}

/** As many as are taken, and one more. */
async function readRecords(text: string): Promise<CsvRecord[]> {
  const parser = parse({
    bom: true,
    delimiter: findDelimiter(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    to: fileLinesMax + 2,
    trim: true,
  });
  const records: CsvRecord[] = [];
  for await (const record of Readable.from(cutPieces(Buffer.from(text))).pipe(parser)) {
    records.push(csvRecord.parse(record));
  }
  return records;
}

async function* cutPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
    await yieldToOthers();
  }
}

function findDelimiter(text: string): string {
  const [head = ""] = text.split(/\r\n|\n|\r/, 1);
  const count = (delimiter: string) => head.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function isColumn(name: string): name is ColumnName {
  return columnNames.some((column) => column === name);
}

function lineIn(error: CsvError): number | null {
  return "lines" in error && typeof error.lines === "number" ? error.lines : null;
}
