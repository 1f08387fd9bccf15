export interface Figure {
  name: string;
  value: number;
  unit: "" | "req/s" | "/s" | "ms" | "µs" | "MB";
  /** What it has to reach; absent for the figures that ratios are made of. */
  atLeast?: number;
  atMost?: number;
}

export function reaches({ value, atLeast, atMost }: Figure): boolean | undefined {
  if (atLeast !== undefined) return value >= atLeast;
  if (atMost !== undefined) return value <= atMost;
  return undefined;
}

/** A table for a terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, atLeast, atMost } = figure;
    const goal = atLeast !== undefined ? `≥ ${atLeast}` : atMost !== undefined ? `≤ ${atMost}` : "";
    const verdict = { true: "ok", false: "missed", undefined: "" }[String(reaches(figure))] ?? "";
    return [name, `${shown(value)} ${unit}`.trim(), goal, verdict];
  });
  const all = [["figure", "measured", "goal", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
