"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { fieldName } from "@/lib/format/field-name";
import type { ActionError, Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { useSubmission } from "@/lib/gateway/use-submission";

/**
 * Runs a server action, keeps its error for the form, and refreshes the page's data after it.
 * `run` resolves to the data, or undefined when it failed.
 */
export function useAction<Data>(
  action: (input: unknown, submission?: string) => Promise<Result<Data>>,
) {
  const router = useRouter();
  const submission = useSubmission();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  const run = async (input: unknown): Promise<Data | undefined> => {
    setPending(true);
    setError(null);
    try {
      const result = await action(input, submission.id());
      if (result.ok) {
        submission.renew();
        router.refresh();
        return result.data;
      }
      setError(result.error);
    } catch (thrown) {
      setError(toActionError(thrown));
    } finally {
      setPending(false);
    }
  };

  /** The API begins with its name of the field, the form with a capital. */
  const fieldError = (path: string) =>
    error?.details
      ?.find((detail) => detail.path === path)
      ?.message.replace(/^[a-z_]+(?= )/, fieldName);
  return { run, pending, error, fieldError, clear: () => setError(null) };
}
