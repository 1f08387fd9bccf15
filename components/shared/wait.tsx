import { exactNumber, waitText } from "@/lib/format/format";

/** How long to wait: `13 h 37 min`, the exact seconds on hover. */
export function Wait({ ms, className }: { ms: number; className?: string }) {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return (
    <span title={`${exactNumber(seconds)} s`} className={className}>
      {waitText(ms)}
    </span>
  );
}
