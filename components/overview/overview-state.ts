import type { AuditLog } from "@/gateway/contracts/audit";

/** How many there are; `more` when the server has further pages that were not counted. */
export interface Count {
  value: number;
  more: boolean;
}

export interface OverviewState {
  firstRun: {
    endpointSlug: string | null;
    /** Who can call that slug: nobody, groups without a key, or customers with one. */
    reach: "nobody" | "keyless" | "customers";
    /** `slugs`: what its keys may call. */
    group: { id: string; label: string; slugs: string[] } | null;
    /** A key that was used, else any. */
    keyPrefix: string | null;
    /** null: this server does not tell whether a key was ever used. */
    called: boolean | null;
  };
  endpoints: Count;
  groups: Count;
  /** Slugs that groups name and nobody serves; null where the server does not tell. */
  danglingSlugs: string[] | null;
  server: { name: string; version: string | null; origin: string; inferenceUrl: string };
  /** Parts of the gateway by name; null where the server has no readiness check. */
  checks: Record<string, boolean> | null;
  recent: AuditLog[];
}

/** A workspace with many groups was set up long ago, whatever its first groups look like. */
const establishedGroups = 5;

export function isFirstRun({ firstRun, groups }: OverviewState): boolean {
  if (groups.value > establishedGroups) return false;
  const { endpointSlug, group, keyPrefix, called } = firstRun;
  return endpointSlug === null || group === null || keyPrefix === null || called === false;
}
