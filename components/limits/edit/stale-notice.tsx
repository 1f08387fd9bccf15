import { GitCompareArrows } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { isRateUnit, windowWords } from "@/gateway/contracts/limit-windows";
import { findLimit, type LimitField, limitInputs, type SlugLimits } from "@/lib/limits/limit-form";
import type { Disagreement } from "./stale-edit";

export interface StaleNoticeProps {
  disagreements: Disagreement[];
  onKeepMine(): void;
  onTakeTheirs(): void;
}

const names = new Map<LimitField | "slug", string>([
  ["slug", "Access"],
  ...limitInputs.map(({ field, label }) => [field, label] as const),
]);

const columns: Column<Disagreement>[] = [
  { header: "Model", cell: ({ slug }) => slug, cellClassName: "font-mono text-[13px]" },
  {
    header: "Limit",
    cell: ({ field }) => names.get(field),
    label: "",
    className: "whitespace-nowrap",
  },
  {
    header: "When you opened it",
    cell: ({ was, field }) => side(was, field),
    label: "When opened",
    numeric: true,
    className: "text-muted-foreground",
  },
  { header: "Now", cell: ({ theirs, field }) => side(theirs, field), numeric: true },
  { header: "In your form", cell: ({ mine, field }) => side(mine, field), numeric: true },
];

/** Somebody saved this group while the form was open: both versions, and the choice. */
export function StaleNotice({ disagreements, onKeepMine, onTakeTheirs }: StaleNoticeProps) {
  return (
    <section role="alert" className="space-y-3 rounded-lg border border-warn/40 bg-warn-soft p-4">
      <p className="flex items-start gap-2 font-medium text-warn">
        <GitCompareArrows aria-hidden className="mt-0.5 size-4 shrink-0" />
        Somebody else changed this group since you opened the form. Nothing was saved.
      </p>
      <DataTable
        label="Changes made by somebody else"
        columns={columns}
        rows={disagreements}
        rowKey={({ slug, field }) => `${slug} ${field}`}
        stacked
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={onKeepMine}>Keep my edits on top of theirs</Button>
        <Button variant="ghost" onClick={onTakeTheirs}>
          Discard mine, load theirs
        </Button>
      </div>
    </section>
  );
}

function side(limits: SlugLimits | null, field: LimitField | "slug"): string {
  if (!limits) return "no access";
  if (field === "slug") return "access";
  const { text, unit } = findLimit(limits, field);
  const typed = text.trim();
  if (typed === "") return "not set";
  if (typed === "0") return "blocked";
  return isRateUnit(unit) ? `${typed} / ${windowWords[unit].short}` : typed;
}
