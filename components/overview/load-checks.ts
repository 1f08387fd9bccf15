import "server-only";
import { z } from "zod";
import { callGateway } from "@/lib/gateway/gateway-client";

const readiness = z.object({ checks: z.record(z.string(), z.boolean()) });

/** Parts of our gateway by name. A probe that failed must not look healthy. */
export async function loadChecks(): Promise<Record<string, boolean>> {
  const ready = await callGateway({
    path: "/readyz",
    answer: readiness,
    // What is not ready is said with a 503.
    answerStatuses: [503],
  });
  return ready.ok ? ready.data.checks : { readiness: false };
}
