"use client";

import { useState } from "react";
import type { ActionError } from "@/lib/gateway/result";
import { saveLimitsAction } from "../actions";
import { caught } from "../edit/caught";
import type { PlanStep } from "./ordered-plan";

export interface PlanProgress {
  /** Steps that are in force. */
  done: number;
  running: "forward" | "back" | null;
  error: ActionError | null;
  /** From the first step that is not done; true once all are. Stops at the first refusal. */
  apply(): Promise<boolean>;
  /** Takes the done steps back, the last one first. */
  goBack(): Promise<void>;
}

const stale: ActionError = {
  code: "STALE",
  message: "Somebody changed this group meanwhile. Preview again to see where it stands.",
};

/** Applies a plan one group after the other, each through the same checks as a save of its own. */
export function usePlan(steps: readonly PlanStep[]): PlanProgress {
  const [done, setDone] = useState(0);
  const [running, setRunning] = useState<PlanProgress["running"]>(null);
  const [error, setError] = useState<ActionError | null>(null);

  const save = async ({ groupId }: PlanStep, base: PlanStep["base"], models: PlanStep["base"]) => {
    const result = await caught(saveLimitsAction({ groupId, base, models }));
    if (!result.ok) return result.error;
    return result.data.state === "stale" ? stale : null;
  };

  const apply = async () => {
    setRunning("forward");
    setError(null);
    for (const [index, step] of steps.entries()) {
      if (index < done) continue;
      const refused = await save(step, step.base, step.models);
      if (refused) {
        setError({ ...refused, message: `${step.name}: ${refused.message}` });
        setRunning(null);
        return false;
      }
      setDone(index + 1);
    }
    setRunning(null);
    return true;
  };

  const goBack = async () => {
    setRunning("back");
    setError(null);
    for (let index = done - 1; index >= 0; index--) {
      const step = steps[index];
      if (!step) break;
      const refused = await save(step, step.models, step.base);
      if (refused) {
        setError({ ...refused, message: `${step.name}: ${refused.message}` });
        break;
      }
      setDone(index);
    }
    setRunning(null);
  };

  return { done, running, error, apply, goBack };
}
