import "server-only";
import { z } from "zod";
import { callGateway } from "@/lib/gateway/gateway-client";

/** A probe of whoever runs the gateway: no operation of its API. */
const readiness = {
  method: "GET",
  path: "/readyz",
  answer: z.object({ checks: z.record(z.string(), z.boolean()) }),
} as const;

/** Parts of our gateway by name. A probe that failed must not look healthy. */
export async function loadChecks(): Promise<Record<string, boolean>> {
  // What is not ready is said with a 503.
  const ready = await callGateway(readiness, { answerStatuses: [503] });
  return ready.ok ? ready.data.checks : { readiness: false };
}
