import { Badge } from "@/components/ui/badge";
import { compactNumber, compactSum, exactNumber, sumText } from "@/lib/format/format";
import { thresholdText } from "@/lib/limits/limit-text";
import type { LimitRow } from "./limit-rows";

/** What one level allows, and where the counter of it stands; without a row it is replaced below. */
export function LimitStanding({
  threshold,
  row,
}: {
  threshold: number;
  row: LimitRow | undefined;
}) {
  const declared = (
    <span>
      <Figure title={exactNumber(threshold)} text={thresholdText(threshold)} />
      {threshold > 0 ? " allowed" : null}
    </span>
  );
  if (!row) {
    return (
      <>
        {declared}
        <span className="text-muted-foreground">replaced further down</span>
      </>
    );
  }
  if (row.used.state !== "known") {
    return (
      <>
        {declared}
        <span className="text-muted-foreground">use not known</span>
      </>
    );
  }
  const { used } = row.used;
  const left = Math.max(0, threshold - used);
  return (
    <>
      {row.bindsFirst ? <BindsFirst /> : null}
      {declared}
      <span>
        <Figure title={sumText(used)} text={compactSum(used)} /> used
      </span>
      <span className="text-muted-foreground">
        <Figure title={exactNumber(left)} text={compactNumber(left)} /> left
      </span>
    </>
  );
}

export function BindsFirst() {
  return (
    <Badge tone="accent" title="Of this model's limits, the one that stops traffic first">
      binds first
    </Badge>
  );
}

function Figure({ title, text }: { title: string; text: string }) {
  return (
    <span title={title} className="font-mono tabular-nums">
      {text}
    </span>
  );
}
