import { ChevronRight, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { DidYouMean } from "@/components/shared/did-you-mean";
import type { SlugLimits } from "@/lib/limits/limit-form";
import { similarSlug } from "@/lib/slugs/similar-slug";
import type { LimitFieldsComponent } from "./limit-fields-slot";
import type { NewGroupProblems } from "./new-group-form-model";

interface UnservedProps {
  slugs: string[];
  /** What else could have been meant. */
  known: readonly string[];
  onReplace(slug: string, meant: string): void;
}

/** Slugs that nobody serves may be named: calls to them get 404 until somebody does. */
export function Unserved({ slugs, known, onReplace }: UnservedProps) {
  return (
    <ul role="status" className="-mt-2 space-y-1 text-warn text-xs">
      {slugs.map((slug) => (
        <li key={slug} className="flex items-start gap-1.5">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span className="min-w-0">
            No endpoint serves <span className="wrap-anywhere font-mono">{slug}</span> yet: calls
            get 404 until you create it.
            <DidYouMean
              meant={similarSlug(slug, known)}
              onTake={(meant) => onReplace(slug, meant)}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

interface InlineLimitsProps {
  limits: SlugLimits[];
  LimitFields: LimitFieldsComponent;
  problems: NewGroupProblems;
  onChange(limits: SlugLimits[]): void;
}

/** Folded away: a group without limits of its own is as usual as one with them. */
export function InlineLimits({ limits, LimitFields, problems, onChange }: InlineLimitsProps) {
  const hasProblem = problems.limits.some((problem) => problem.field !== "slug");
  const [isOpen, setIsOpen] = useState(hasProblem);
  const [hadProblem, setHadProblem] = useState(hasProblem);
  if (hasProblem !== hadProblem) {
    setHadProblem(hasProblem);
    // A problem opens it; correcting it must not close it under the hand that does.
    if (hasProblem) setIsOpen(true);
  }
  if (limits.length === 0) {
    return (
      <p className="rounded-lg border border-border border-dashed px-3 py-2 text-muted-foreground">
        <span className="text-foreground">Limits</span> are set per model: add one above first.
      </p>
    );
  }
  return (
    <details
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="group rounded-lg border border-border"
    >
      <summary className="flex h-9 list-none items-center gap-1.5 rounded-lg px-3 hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-4 text-muted-foreground transition-transform group-open:rotate-90"
        />
        Limits
        <span className="ml-auto text-muted-foreground text-xs">optional</span>
      </summary>
      <div className="space-y-4 border-border border-t p-3">
        {limits.map((value) => (
          <LimitFields
            key={value.slug}
            value={value}
            problems={problems.limits.filter((problem) => problem.slug === value.slug)}
            onChange={(next) =>
              onChange(limits.map((one) => (one.slug === next.slug ? next : one)))
            }
          />
        ))}
      </div>
    </details>
  );
}
