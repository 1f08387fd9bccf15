"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { toast } from "@/components/ui/toaster";
import { formatFieldError } from "@/lib/format/field-error";
import type { ActionError, Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { randomText } from "../../gateway/contracts/leaves/random-text";

export interface ActionOptions<Data> {
  /** Read again after every answer: what a refusal is about may have changed, too. */
  queryKey?: QueryKey;
  /** The reading comes before `onDone`, so that a dialog closes over what is there now. */
  isReadFirst?: boolean;
  /** Renders what the server rendered of the page again. */
  refreshes?: boolean;
  /** Said in a toast. */
  success?: (data: Data) => string;
  onDone?: (data: Data) => void;
  onRefused?: (error: ActionError) => void;
}

/** What a form or a button shows of its action. */
export interface ActionState {
  pending: boolean;
  error: ActionError | null;
}

/**
 * The one way to submit. Neither input nor answer is kept here or in any cache: both may hold a
 * secret. `run` resolves to the data, or undefined when it failed or one is under way.
 */
export function useAction<Data, Input = unknown>(
  action: (input: Input, submission?: string) => Promise<Result<Data>>,
  options: ActionOptions<Data> = {},
) {
  const router = useRouter();
  const queryClient = useQueryClient();
  /** Sent again after a lost answer it is the same, so that nothing is done twice. */
  const submission = useRef<string | null>(null);
  const isRunning = useRef(false);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [isLost, setLost] = useState(false);

  /** What is sent next is another request. */
  const renew = () => {
    submission.current = null;
  };

  const settle = async (result: Result<Data>): Promise<Data | undefined> => {
    const { queryKey, isReadFirst, refreshes, success, onDone, onRefused } = options;
    const read = queryKey && queryClient.invalidateQueries({ queryKey });
    if (!result.ok) {
      // What was made is known by now, though not shown.
      if (result.error.code === "ANSWER_LOST") renew();
      setError(result.error);
      onRefused?.(result.error);
      return undefined;
    }
    renew();
    if (isReadFirst) await read;
    if (refreshes) router.refresh();
    if (success) toast(success(result.data));
    onDone?.(result.data);
    return result.data;
  };

  const run = async (input: Input): Promise<Data | undefined> => {
    if (isRunning.current) return undefined;
    isRunning.current = true;
    setPending(true);
    setError(null);
    setLost(false);
    submission.current ??= randomText(22);
    try {
      const result = await action(input, submission.current).catch((thrown: unknown) => {
        setLost(true);
        return { ok: false as const, error: toActionError(thrown) };
      });
      return await settle(result);
    } finally {
      isRunning.current = false;
      setPending(false);
    }
  };

  /** What the answer said of the field at `path`, under the label that the form gives it. */
  const fieldError = (path: string, label: string): string | undefined => {
    const detail = error?.details?.find((each) => each.path === path);
    return detail && formatFieldError(detail, label);
  };
  return {
    run,
    pending,
    error,
    /** No answer came back: it may have been done all the same. */
    isLost,
    fieldError,
    clear: () => setError(null),
    renew,
  };
}
