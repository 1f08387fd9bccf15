import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { type ColumnName, columnNames, type FileLine, type ReadLines } from "./group-file";

/** What the parser gives with `info`: a record, and the line that it ends on. */
const csvRecords = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/** Each line of a CSV by its columns, trimmed; the head is checked. Comma, semicolon or tab, whichever the head has most of. */
export function readCsvLines(text: string): ReadLines {
  const refuse = (message: string, line: number | null = null): ReadLines => ({
    ok: false,
    problems: [{ line, message }],
  });
  let records: z.infer<typeof csvRecords>;
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    records = csvRecords.parse(parsed);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuse("A quotation mark opens or closes in the wrong place", lineIn(error));
  }
  const [head, ...rest] = records;
  if (!head || rest.length === 0)
    return refuse("The file has no groups: a head and lines below it");
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
    const cells = Object.fromEntries(names.map((name, at) => [name, plain(record[at] ?? "")]));
    if (Object.values(cells).some((cell) => cell !== "")) lines.push({ line: info.lines, cells });
  }
  return { ok: true, lines };
}

/** What the export hides from spreadsheets, so that they don't run it. */
function plain(cell: string): string {
  return /^'\s*[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

function delimiterOf(text: string): string {
  const [head = ""] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => head.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function isColumn(name: string): name is ColumnName {
  return columnNames.some((column) => column === name);
}

function lineIn(error: CsvError): number | null {
  return "lines" in error && typeof error.lines === "number" ? error.lines : null;
}
