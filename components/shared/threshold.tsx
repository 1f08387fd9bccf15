import { Badge } from "@/components/ui/badge";
import { CompactNumber } from "@/components/ui/compact-number";

/** A limit's figure. Nothing fits into 0; of null, `absent` says why there is none. */
export function Threshold({ value, absent }: { value: number | null; absent?: string }) {
  if (value === 0) return <Badge tone="danger">blocked</Badge>;
  return (
    <CompactNumber
      value={value}
      unknown={absent}
      isThreshold
      className={value === null ? "text-muted-foreground" : ""}
    />
  );
}
