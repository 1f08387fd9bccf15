"use client";

import type { ComponentType } from "react";
import { Field } from "@/components/forms/field";
import { NativeSelect } from "@/components/ui/select";
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
  const models = shown.slug && !slugs.includes(shown.slug) ? [shown.slug, ...slugs] : slugs;
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
      <Field label="Model" className="sm:w-44">
        <NativeSelect
          value={shown.slug ?? ""}
          onChange={({ currentTarget: { value } }) => change({ slug: value === "" ? null : value })}
        >
          <option value="">All models</option>
          {models.map((slug) => (
            <option key={slug} value={slug}>
              {slug}
            </option>
          ))}
        </NativeSelect>
      </Field>
      <Field label="Range" className="sm:w-40">
        <NativeSelect
          value={shown.range}
          onChange={({ currentTarget: { value } }) =>
            change({ range: parseRefusalView({ range: value }).range })
          }
        >
          {refusalRanges.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </NativeSelect>
      </Field>
    </search>
  );
}
