"use client";

import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { type ActionError, fail, ok, type Result } from "@/lib/gateway/result";
import { saveLimitsAction } from "../actions";
import type { PlanStep } from "./ordered-plan";

type Direction = "forward" | "back";

export interface PlanProgress {
  /** Steps that are in force. */
  done: number;
  running: Direction | null;
  error: ActionError | null;
  /**
   * Forward: from the first step that is not done. Back: takes the done steps back, the last one first.
   * Stops at the first refusal, and answers whether there was none.
   */
  go(direction: Direction): Promise<boolean>;
}

const staleMessage = "Somebody changed this group meanwhile. Preview again to see where it stands.";

/** Applies a plan one group after the other, each through the same checks as a save of its own. */
export function usePlan(steps: readonly PlanStep[]): PlanProgress {
  const [done, setDone] = useState(0);
  const [direction, setDirection] = useState<Direction>("forward");
  const action = useAction(async (way: Direction): Promise<Result<true>> => {
    const isForward = way === "forward";
    let at = done;
    for (const step of isForward ? steps.slice(done) : steps.slice(0, done).reverse()) {
      const { groupId, name } = step;
      const [base, models] = isForward ? [step.base, step.models] : [step.models, step.base];
      const saved = await saveLimitsAction({ groupId, base, models });
      const result = saved.ok && saved.data.state === "stale" ? fail("STALE", staleMessage) : saved;
      if (!result.ok) {
        const message = `${name}: ${result.error.message}`;
        return { ok: false, error: { ...result.error, message } };
      }
      at += isForward ? 1 : -1;
      setDone(at);
    }
    return ok(true);
  });
  return {
    done,
    running: action.pending ? direction : null,
    error: action.error,
    go: async (way) => {
      setDirection(way);
      return (await action.run(way)) === true;
    },
  };
}
