export interface ProgressBarProps {
  "aria-label": string;
  done: number;
  /** More than 0. */
  total: number;
}

/** How far a counted piece of work has come; the figures stand beside it as text. */
export function ProgressBar({ done, total, ...rest }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      {...rest}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      className="h-1.5 overflow-hidden rounded-full bg-muted"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${Math.floor((done / total) * 100)}%` }}
      />
    </div>
  );
}
