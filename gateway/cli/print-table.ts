import { visibleText } from "../contracts/visible-text";

const cellCharactersMax = 200;

/** Columns as wide as their widest cell, two spaces apart; the first row is the heading. */
export function printTable(
  raw: readonly (readonly string[])[],
  print: (line: string) => void,
): void {
  // Names are what somebody typed: they must not draw on the operator's terminal.
  const rows = raw.map((row) => row.map((cell) => visibleText(cell, cellCharactersMax)));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}
