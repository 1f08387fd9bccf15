"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { Result } from "@/lib/gateway/result";
import { toActionError, unwrap } from "@/lib/gateway/unwrap";
import { useSubmission } from "@/lib/gateway/use-submission";
import { endpointKeys } from "./queries";

interface EndpointMutation<Input, Data> {
  action: (input: Input, submission?: string) => Promise<Result<Data>>;
  /** Said in a toast; none for steps within a form. */
  success?: (data: Data) => string;
  onDone: (data: Data) => void;
}

/** Runs a server action; the list is read again before the dialog closes. */
export function useEndpointMutation<Input, Data>({
  action,
  success,
  onDone,
}: EndpointMutation<Input, Data>) {
  const queryClient = useQueryClient();
  const submission = useSubmission();
  const mutation = useMutation({
    mutationFn: async (input: Input) => unwrap(await action(input, submission.id())),
    // A form's input may hold a secret: nothing of it stays in the mutation cache.
    gcTime: 0,
    onSuccess: async (data) => {
      submission.renew();
      await queryClient.invalidateQueries({ queryKey: endpointKeys.all });
      if (success) toast.success(success(data));
      onDone(data);
    },
  });
  return {
    run: mutation.mutate,
    reset: mutation.reset,
    isPending: mutation.isPending,
    error: mutation.error ? toActionError(mutation.error) : null,
  };
}
