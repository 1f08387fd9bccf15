import { GitCompareArrows } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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

/** Somebody saved this group while the form was open: both versions, and the choice. */
export function StaleNotice({ disagreements, onKeepMine, onTakeTheirs }: StaleNoticeProps) {
  return (
    <section role="alert" className="space-y-3 rounded-lg border border-warn/40 bg-warn-soft p-4">
      <p className="flex items-start gap-2 font-medium text-warn">
        <GitCompareArrows aria-hidden className="mt-0.5 size-4 shrink-0" />
        Somebody else changed this group since you opened the form. Nothing was saved.
      </p>
      <Table aria-label="Changes made by somebody else" stacked>
        <THead>
          <TR>
            <TH>Model</TH>
            <TH>Limit</TH>
            <TH numeric>When you opened it</TH>
            <TH numeric>Now</TH>
            <TH numeric>In your form</TH>
          </TR>
        </THead>
        <TBody>
          {disagreements.map((one) => (
            <TR key={`${one.slug} ${one.field}`}>
              <TD className="font-mono text-[13px]">{one.slug}</TD>
              <TD className="whitespace-nowrap">{names.get(one.field)}</TD>
              <TD numeric label="When opened" className="text-muted-foreground">
                {side(one.was, one.field)}
              </TD>
              <TD numeric label="Now">
                {side(one.theirs, one.field)}
              </TD>
              <TD numeric label="In your form">
                {side(one.mine, one.field)}
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
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
