import type { z } from "zod";
import type { danglingSlugs, Endpoint } from "@/gateway/contracts/endpoint";
import type { Secret } from "@/gateway/contracts/secret";

export type DanglingSlug = z.infer<typeof danglingSlugs>["items"][number];

/** Everything the endpoints page shows, in one answer. */
export interface EndpointsView {
  /** Creation order. */
  endpoints: Endpoint[];
  /** null = the server did not let this management key list them. */
  secrets: Secret[] | null;
  /** Slugs that groups name and nobody serves; null = the server does not tell. */
  dangling: DanglingSlug[] | null;
  /** Prefixes the workspace owns; empty = not known. */
  slugPrefixes: string[];
  /** The hosted service syncs endpoints every 60 s; our gateway at once. */
  isHosted: boolean;
  canTest: boolean;
  /** Whether a target may say where its API begins. */
  hasBasePaths: boolean;
  /** Base URL of the bundled demo model where it runs. */
  demoBaseUrl: string | null;
}
