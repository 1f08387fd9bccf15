import type { AuditLog } from "@/gateway/contracts/audit";
import type { Result } from "@/lib/gateway/result";
import type { Notice } from "./to-notices";
import type { TrafficToday } from "./traffic/compare-days";

/** How many there are; `more` when the server has further pages that were not counted. */
export interface Count {
  value: number;
  more: boolean;
}

/** Parts are Results of their own: one that can't be read leaves the others standing. */
export interface OverviewState {
  /** What the member manages; null = the whole workspace. */
  groupId: string | null;
  /** Of the workspace, or of a member's group; null where the server keeps no usage over time. */
  traffic: Result<TrafficToday> | null;
  /** Null for members who manage one group. */
  workspace: WorkspaceState | null;
}

export interface WorkspaceState {
  setup: Result<SetupState>;
  /** What needs attention. */
  notices: Notice[];
  server: { name: string; version: string | null; origin: string; inferenceUrl: string };
  /** Parts of the gateway by name; null where the server has no readiness check. */
  checks: Record<string, boolean> | null;
  recent: Result<AuditLog[]>;
}

export interface SetupState {
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
}

/** A workspace with many groups was set up long ago, whatever its first groups look like. */
const establishedGroups = 5;

export function isFirstRun({ firstRun, groups }: SetupState): boolean {
  if (groups.value > establishedGroups) return false;
  const { endpointSlug, group, keyPrefix, called } = firstRun;
  return endpointSlug === null || group === null || keyPrefix === null || called === false;
}
