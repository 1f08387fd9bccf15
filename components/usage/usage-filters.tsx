"use client";

import { Download, X } from "lucide-react";
import { SelectField } from "@/components/forms/select-field";
import { ModelFilter } from "@/components/shared/model-filter";
import { Button } from "@/components/ui/button";
import {
  allowsHours,
  parseUsageView,
  type UsageTarget,
  type UsageView,
  usageExportHref,
  usageHref,
  usageRanges,
  usageSplits,
} from "@/lib/url-state/usage-view";
import { useFilters } from "@/lib/url-state/use-filters";
import { GroupFilter } from "./group-filter";
import type { PickedGroup } from "./picked-group";

export interface UsageFiltersProps {
  view: UsageView;
  target: UsageTarget;
  /** Models to choose from. */
  slugs: string[];
  /** The group that is looked at; null = all. On a group's own tab there is no choice. */
  group: PickedGroup | null;
}

const splitNames = { none: "Nothing", group: "Group", key: "Key", slug: "Model" } as const;

/** What is looked at. */
export function UsageFilters({ view, target, slugs, group }: UsageFiltersProps) {
  const { shown, change, isMoving } = useFilters(view, (next) => usageHref(target, next));
  return (
    <search
      aria-label="Usage"
      aria-busy={isMoving}
      className="grid grid-cols-2 items-end gap-x-3 gap-y-3 sm:flex sm:flex-wrap"
    >
      {target.kind === "page" ? (
        <GroupFilter
          value={group}
          onChange={(groupId) => change({ groupId })}
          className="max-sm:col-span-2 sm:w-52"
        />
      ) : null}
      <SelectField
        label="Range"
        className="sm:w-40"
        value={shown.range}
        onChange={(value) => {
          const { range } = parseUsageView({ range: value });
          const { interval } = parseUsageView({ range, interval: shown.interval });
          change({ range, interval: range === "24h" ? "hour" : interval });
        }}
        options={usageRanges}
      />
      <SelectField
        label="Interval"
        className="sm:w-24"
        value={shown.interval}
        onChange={(value) => change({ interval: value === "hour" ? "hour" : "day" })}
      >
        <option value="hour" disabled={!allowsHours(shown.range)}>
          Hour
        </option>
        <option value="day">Day</option>
      </SelectField>
      <SelectField
        label="Split by"
        className="sm:w-28"
        value={shown.split}
        onChange={(value) =>
          change({ split: usageSplits.find((split) => split === value) ?? "none" })
        }
        options={usageSplits.map((id) => ({ id, label: splitNames[id] }))}
      />
      <ModelFilter slug={shown.slug} slugs={slugs} onChange={(slug) => change({ slug })} />
      {shown.keyPrefix === null ? null : (
        <div className="min-w-0 space-y-1.5">
          <p className="font-medium">Key</p>
          <p className="flex h-8 min-w-0 items-center gap-1 rounded-lg border border-input bg-muted pr-0.5 pl-2.5">
            <span className="truncate font-mono text-[13px]">{shown.keyPrefix}</span>
            <Button
              variant="ghost"
              size="icon"
              className="ml-auto size-6"
              aria-label={`Show all keys, not only ${shown.keyPrefix}`}
              onClick={() => change({ keyPrefix: null })}
            >
              <X aria-hidden />
            </Button>
          </p>
        </div>
      )}
      <Button asChild className="max-sm:col-span-2 sm:ml-auto">
        <a
          href={usageExportHref(
            target.kind === "tab" ? { ...shown, groupId: target.groupId } : shown,
          )}
          download
        >
          <Download aria-hidden />
          Export CSV
        </a>
      </Button>
    </search>
  );
}
