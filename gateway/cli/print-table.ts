/** Columns as wide as their widest cell, two spaces apart; the first row is the heading. */
export function printTable(
  rows: readonly (readonly string[])[],
  print: (line: string) => void,
): void {
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
