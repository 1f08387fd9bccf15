import { Check, Loader2 } from "lucide-react";

export interface StepMarkProps {
  /** From 1. */
  number: number;
  isDone: boolean;
  isRunning: boolean;
}

/** Before a step of a plan: its number, or that it is done, or under way. */
export function StepMark({ number, isDone, isRunning }: StepMarkProps) {
  return (
    <span className="flex h-5 min-w-5 shrink-0 items-center justify-center rounded-md bg-muted px-1 font-mono text-muted-foreground text-xs tabular-nums">
      {isRunning ? (
        <Loader2 aria-label="under way" className="size-3.5 animate-spin" />
      ) : isDone ? (
        <Check aria-label="done" className="size-3.5 text-ok" />
      ) : (
        number
      )}
    </span>
  );
}
