"use client";

import type { ComponentType } from "react";
import { SelectField } from "@/components/forms/select-field";
import { ModelFilter } from "@/components/shared/model-filter";
import {
  parseRefusalView,
  type RefusalView,
  refusalRanges,
  refusalsHref,
} from "@/lib/url-state/refusal-view";
import { useFilters } from "@/lib/url-state/use-filters";

interface PickedGroup {
  id: string;
  label: string;
}

export interface RefusalFiltersProps {
  view: RefusalView;
  /** Models to choose from. */
  slugs: string[];
  /** null = all that the member sees. */
  group: PickedGroup | null;
  /** Lent by the page: it belongs to usage. */
  GroupFilter: ComponentType<{
    value: PickedGroup | null;
    onChange: (groupId: string | null) => void;
    className?: string;
  }>;
}

/** Which refusals are looked at. */
export function RefusalFilters({ view, slugs, group, GroupFilter }: RefusalFiltersProps) {
  const { shown, change, isMoving } = useFilters(view, refusalsHref);
  return (
    <search
      aria-label="Refusals"
      aria-busy={isMoving}
      className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
    >
      <GroupFilter
        value={group}
        onChange={(groupId) => change({ groupId })}
        className="max-sm:col-span-2 sm:w-52"
      />
      <ModelFilter slug={shown.slug} slugs={slugs} onChange={(slug) => change({ slug })} />
      <SelectField
        label="Range"
        className="sm:w-40"
        value={shown.range}
        onChange={(value) => change({ range: parseRefusalView({ range: value }).range })}
        options={refusalRanges}
      />
    </search>
  );
}
