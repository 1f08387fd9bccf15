"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionError, Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { useSubmission } from "@/lib/gateway/use-submission";
import { webhookKeys } from "./queries";

/**
 * Runs a server action and reads the page's data again. Its answer goes to the caller and nowhere
 * else: it may hold a secret. `run` resolves to the data, or undefined when it failed.
 */
export function useAction<Data>(
  action: (input: unknown, submission?: string) => Promise<Result<Data>>,
) {
  const queryClient = useQueryClient();
  const submission = useSubmission();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  const run = async (input?: unknown): Promise<Data | undefined> => {
    setPending(true);
    setError(null);
    try {
      const result = await action(input, submission.id());
      void queryClient.invalidateQueries({ queryKey: webhookKeys.all });
      if (result.ok) {
        submission.renew();
        return result.data;
      }
      setError(result.error);
    } catch (thrown) {
      setError(toActionError(thrown));
    } finally {
      setPending(false);
    }
  };
  return { run, pending, error, clear: () => setError(null) };
}
