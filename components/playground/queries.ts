import { ActionFailed, fetchResult } from "@/lib/gateway/unwrap";
import type { Debits } from "./debits";

const lookUpsMax = 20;
const lookUpMs = 300;

/** Once: it is how things stood after the call. Keyed by the call's id; no key is in it. */
export function debitsQuery(requestId: string) {
  return {
    queryKey: ["playground", "debits", requestId] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchResult<Debits>(
        `/api/playground/debits?request=${encodeURIComponent(requestId)}`,
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    // A refusal and a call that was broken off are written down a moment after their end.
    retry: (count: number, error: Error) =>
      error instanceof ActionFailed && error.error.code === "NOT_FOUND" && count < lookUpsMax,
    retryDelay: lookUpMs,
  };
}
