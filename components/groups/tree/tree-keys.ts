/** A visible row, as far as the keyboard cares. */
export interface KeyRow {
  id: string;
  /** 0 = a root. */
  level: number;
  label: string;
  isExpandable: boolean;
  isExpanded: boolean;
}

export interface KeyRows {
  length: number;
  /** null = a line that takes no focus, or none at all. */
  get(index: number): KeyRow | null;
}

export type TreeMove =
  | { move: "focus"; id: string }
  | { move: "expand"; ids: string[] }
  | { move: "collapse"; id: string }
  | { move: "open"; id: string };

/** What a key does on the row at `at`; null = nothing of ours. Source: WAI-ARIA practices, tree view. */
export function treeMove(rows: KeyRows, at: number, key: string): TreeMove | null {
  const row = rows.get(at);
  if (!row) return null;
  const focus = (target: KeyRow | null): TreeMove | null =>
    target && target.id !== row.id ? { move: "focus", id: target.id } : null;
  switch (key) {
    case "ArrowDown":
      return focus(walk(rows, at + 1, 1));
    case "ArrowUp":
      return focus(walk(rows, at - 1, -1));
    case "Home":
      return focus(walk(rows, 0, 1));
    case "End":
      return focus(walk(rows, rows.length - 1, -1));
    case "Enter":
    case " ":
      return { move: "open", id: row.id };
    case "ArrowRight": {
      if (!row.isExpandable) return null;
      if (!row.isExpanded) return { move: "expand", ids: [row.id] };
      const next = walk(rows, at + 1, 1);
      return next && next.level > row.level ? focus(next) : null;
    }
    case "ArrowLeft":
      if (row.isExpandable && row.isExpanded) return { move: "collapse", id: row.id };
      return focus(walk(rows, at - 1, -1, (other) => other.level < row.level));
    case "*": {
      const closed = siblings(rows, at, row.level).filter(
        (one) => one.isExpandable && !one.isExpanded,
      );
      return closed.length > 0 ? { move: "expand", ids: closed.map((one) => one.id) } : null;
    }
    default:
      return null;
  }
}

/** The first row from `from` on, in one direction, that fits. */
function walk(
  rows: KeyRows,
  from: number,
  by: 1 | -1,
  fits: (row: KeyRow) => boolean = () => true,
): KeyRow | null {
  for (let index = from; index >= 0 && index < rows.length; index += by) {
    const row = rows.get(index);
    if (row && fits(row)) return row;
  }
  return null;
}

function siblings(rows: KeyRows, at: number, level: number): KeyRow[] {
  const found: KeyRow[] = [];
  for (const by of [-1, 1] as const) {
    for (let index = by < 0 ? at : at + 1; index >= 0 && index < rows.length; index += by) {
      const row = rows.get(index);
      if (row && row.level < level) break;
      if (row?.level === level) found.push(row);
    }
  }
  return found;
}

/**
 * The next row whose name starts with what was typed. One letter typed repeatedly walks through the
 * rows that start with it; a longer text stays on the row that already matches.
 */
export function typeAhead(rows: KeyRows, at: number, typed: string): string | null {
  const letters = [...typed.toLowerCase()];
  const isRepeat = letters.every((letter) => letter === letters[0]);
  const wanted = isRepeat ? (letters[0] ?? "") : letters.join("");
  const start = isRepeat ? at + 1 : at;
  for (let step = 0; step < rows.length; step++) {
    const row = rows.get((start + step) % rows.length);
    if (row?.label.toLowerCase().startsWith(wanted)) return row.id;
  }
  return null;
}
