import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/format/class-names";

export interface Step {
  title: string;
  /** Said in place of `body` once the step is done. */
  result: ReactNode;
  body: ReactNode;
  done: boolean;
}

/** The first step that is not done is open; what is done or still to come is one line. */
export function StepList({ steps }: { steps: Step[] }) {
  const current = steps.findIndex((step) => !step.done);
  return (
    <ol className="divide-y divide-border rounded-lg border border-border bg-surface">
      {steps.map((step, index) => (
        <li
          key={step.title}
          aria-current={index === current ? "step" : undefined}
          className="flex gap-4 px-4 py-4 md:px-5"
        >
          <StepMark number={index + 1} done={step.done} current={index === current} />
          <div className="min-w-0 flex-1">
            <h2
              className={cn(
                "pt-0.5 font-medium",
                index > current && !step.done && "text-muted-foreground",
              )}
            >
              {step.title}
              {step.done ? <span className="sr-only"> (done)</span> : null}
            </h2>
            {step.done ? (
              <div className="mt-0.5 text-muted-foreground">{step.result}</div>
            ) : index === current ? (
              <div className="mt-1 space-y-3">{step.body}</div>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ number, done, current }: { number: number; done: boolean; current: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        "mt-px flex size-6 shrink-0 items-center justify-center rounded-full border text-xs tabular-nums",
        done && "border-ok bg-ok-soft text-ok",
        current && "border-primary bg-primary text-primary-foreground",
        !done && !current && "border-border-strong text-muted-foreground",
      )}
    >
      {done ? <Check className="size-3.5" /> : number}
    </span>
  );
}
