import { ActionFailed, fetchResult } from "@/lib/gateway/unwrap";
import type { Charges } from "./charges";

const lookUpsMax = 20;
const lookUpMs = 300;

/** Once: it is how things stood after the call. Keyed by the call's id; no key is in it. */
export function chargesQuery(requestId: string) {
  return {
    queryKey: ["playground", "charges", requestId] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchResult<Charges>(
        `/api/playground/charges?request=${encodeURIComponent(requestId)}`,
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    // A refusal and a call that was broken off are written down a moment after their end.
    retry: (count: number, error: Error) =>
      error instanceof ActionFailed && error.error.code === "NOT_FOUND" && count < lookUpsMax,
    retryDelay: lookUpMs,
  };
}
