"use client";

import { ArrowRight } from "lucide-react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { plural } from "@/lib/format/format";
import { limitName, thresholdText } from "@/lib/limits/limit-text";
import type { PlanStep } from "./ordered-plan";
import { StepMark } from "./step-mark";
import { usePlan } from "./use-plan";

export interface PlanViewProps {
  steps: PlanStep[];
  /** The groups in the way are out of it: now the change itself can be saved. */
  onApplied: () => void;
}

/** The sequence of other groups' changes that makes a change legal, applied one by one. */
export function PlanView({ steps, onApplied }: PlanViewProps) {
  const { done, running, error, go } = usePlan(steps);
  const atWork = running === "forward" ? done : running === "back" ? done - 1 : null;
  const isPartly = done > 0 && done < steps.length;
  return (
    <section aria-label="Plan" className="mt-3 border-border border-t pt-3">
      <h3 className="font-medium">
        {steps.length === 1
          ? "One change elsewhere would make it legal:"
          : `${steps.length} changes elsewhere, in this order, would make it legal:`}
      </h3>
      <ol className="mt-2 max-h-80 space-y-1.5 overflow-y-auto">
        {steps.map((step, index) => (
          <li key={step.groupId} className="flex gap-2">
            <StepMark number={index + 1} isDone={index < done} isRunning={index === atWork} />
            <span className="min-w-0">
              <span className="font-medium">{step.name}</span>
              {step.changes.map(({ slug, type, unit, before, after }) => (
                <span
                  key={`${slug} ${type} ${unit}`}
                  className="flex flex-wrap items-center gap-x-2 text-[13px]"
                >
                  <span className="font-mono">{slug}</span> {limitName(type, unit)}
                  <span className="font-mono text-muted-foreground">{thresholdText(before)}</span>
                  <ArrowRight aria-label="becomes" className="size-3.5 text-muted-foreground" />
                  <span className="font-medium font-mono">{thresholdText(after)}</span>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
      {error ? (
        <div className="mt-3 space-y-2">
          <p role="status">
            {done} of {plural(steps.length, "change")} done; the next one was refused.
          </p>
          <FormError error={error} />
        </div>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={running === "forward"}
          disabled={running === "back"}
          onClick={async () => {
            if (await go("forward")) onApplied();
          }}
        >
          {done > 0 ? "Continue" : `Apply ${plural(steps.length, "change")}, then save`}
        </Button>
        {isPartly || (error && done > 0) ? (
          <Button
            variant="ghost"
            pending={running === "back"}
            disabled={running === "forward"}
            onClick={() => go("back")}
          >
            Go back
          </Button>
        ) : null}
      </div>
    </section>
  );
}
