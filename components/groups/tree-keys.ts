/** A visible row, as far as the keyboard cares. */
export interface KeyRow {
  id: string;
  level: number;
  label: string;
  isExpandable: boolean;
  isExpanded: boolean;
}

export type TreeMove =
  | { move: "focus"; id: string }
  | { move: "expand"; ids: string[] }
  | { move: "collapse"; id: string }
  | { move: "open"; id: string };

/** What a key does in a tree; null = nothing of ours. Source: WAI-ARIA practices, tree view. */
export function treeMove(
  rows: readonly KeyRow[],
  focusedId: string | null,
  key: string,
): TreeMove | null {
  const at = Math.max(
    rows.findIndex((row) => row.id === focusedId),
    0,
  );
  const row = rows[at];
  if (!row) return null;
  const focus = (target: KeyRow | undefined): TreeMove | null =>
    target && target.id !== row.id ? { move: "focus", id: target.id } : null;
  switch (key) {
    case "ArrowDown":
      return focus(rows[at + 1]);
    case "ArrowUp":
      return focus(rows[at - 1]);
    case "Home":
      return focus(rows[0]);
    case "End":
      return focus(rows.at(-1));
    case "Enter":
    case " ":
      return { move: "open", id: row.id };
    case "ArrowRight": {
      if (!row.isExpandable) return null;
      if (!row.isExpanded) return { move: "expand", ids: [row.id] };
      const next = rows[at + 1];
      return next && next.level > row.level ? focus(next) : null;
    }
    case "ArrowLeft":
      if (row.isExpandable && row.isExpanded) return { move: "collapse", id: row.id };
      return focus(rows.slice(0, at).findLast((other) => other.level < row.level));
    case "*": {
      const closed = siblingsOf(rows, at).filter((one) => one.isExpandable && !one.isExpanded);
      return closed.length > 0 ? { move: "expand", ids: closed.map((one) => one.id) } : null;
    }
    default:
      return null;
  }
}

function siblingsOf(rows: readonly KeyRow[], at: number): KeyRow[] {
  const level = rows[at]?.level ?? 0;
  let first = at;
  while (first > 0 && (rows[first - 1]?.level ?? 0) >= level) first -= 1;
  const rest = rows.slice(first);
  const end = rest.findIndex((row) => row.level < level);
  return (end < 0 ? rest : rest.slice(0, end)).filter((row) => row.level === level);
}

/**
 * The next row whose name starts with what was typed. One letter typed repeatedly walks through the
 * rows that start with it; a longer text stays on the row that already matches.
 */
export function typeAhead(
  rows: readonly KeyRow[],
  focusedId: string | null,
  typed: string,
): string | null {
  const letters = [...typed.toLowerCase()];
  const isRepeat = letters.every((letter) => letter === letters[0]);
  const wanted = isRepeat ? (letters[0] ?? "") : letters.join("");
  const at = rows.findIndex((row) => row.id === focusedId);
  const start = isRepeat ? at + 1 : Math.max(at, 0);
  const inOrder = [...rows.slice(start), ...rows.slice(0, start)];
  return inOrder.find((row) => row.label.toLowerCase().startsWith(wanted))?.id ?? null;
}
