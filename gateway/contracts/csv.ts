/**
 * What spreadsheets run: a formula, also in full-width or small characters, behind blanks or behind the mark
 * itself. A tab or carriage return in front makes some of them look behind it.
 */
const runnable = /^'*(?:\s*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r])/;

/** One line of a CSV file, with its end. Source: RFC 4180. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** An apostrophe in front makes text of what a spreadsheet would run; `plainCell` takes it away. */
function csvCell(value: string): string {
  const text = runnable.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The value that a cell was made of: nothing else has its apostrophe taken away. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && runnable.test(cell) ? cell.slice(1) : cell;
}
