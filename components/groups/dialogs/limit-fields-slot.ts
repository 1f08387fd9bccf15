import type { ComponentType } from "react";
import type { FieldProblem, SlugLimits } from "@/lib/limits/limit-form";

/** The inputs for one slug's limits, given by the route: groups and limits don't know each other. */
export type LimitFieldsComponent = ComponentType<{
  value: SlugLimits;
  onChange(value: SlugLimits): void;
  problems: FieldProblem[];
}>;
