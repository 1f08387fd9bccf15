"use client";

import { RefusalFilters, type RefusalFiltersProps } from "@/components/requests/refusal-filters";
import { GroupFilter } from "@/components/usage/group-filter";

/** Lends the filters of refusals the choice of a group. */
export function LentFilters(props: Omit<RefusalFiltersProps, "GroupFilter">) {
  return <RefusalFilters {...props} GroupFilter={GroupFilter} />;
}
