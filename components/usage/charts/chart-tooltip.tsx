import { sumText } from "@/lib/format/format";

export interface TooltipLine {
  id: string;
  label: string;
  color: string;
  value: number;
}

/** What the pointer or the arrow keys stand on; said aloud as it changes. */
export function ChartTooltip({ title, lines }: { title: string; lines: TooltipLine[] }) {
  return (
    <div
      role="status"
      aria-live="polite"
      className="min-w-40 max-w-72 rounded-md border border-border bg-popover px-2.5 py-2 text-xs shadow-overlay"
    >
      <p className="mb-1 font-medium tabular-nums">{title}</p>
      <ul className="space-y-0.5">
        {lines.map(({ id, label, color, value }) => (
          <li key={id} className="flex items-center gap-1.5">
            <span
              aria-hidden
              style={{ background: `var(--${color})` }}
              className="size-2 shrink-0 rounded-sm"
            />
            <span className="truncate text-muted-foreground">{label}</span>
            <span className="ml-auto pl-3 font-mono tabular-nums">{sumText(value)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
