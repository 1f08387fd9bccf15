import "server-only";
import { headers } from "next/headers";

/**
 * Where the request came from. instrumentation.ts has already reduced X-Forwarded-For to one
 * believable address: the peer's, or what a trusted proxy says.
 */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-forwarded-for")?.trim() || "unknown";
}
