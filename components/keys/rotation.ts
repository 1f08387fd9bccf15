import type { ApiKey } from "@/gateway/contracts/key";
import { hourMs } from "@/gateway/contracts/leaves/time";

/** A key and the one that takes its place. Both work until the old one is revoked. */
export interface Rotation {
  oldKey: ApiKey;
  newKey: ApiKey;
  startedAt: string;
}

export type RotationStage =
  /** Nobody has called with the new key yet. */
  | "waiting"
  /** The new one is in use, and the old one was a short while ago. */
  | "both"
  /** The new one is in use; the old one was never, but was minted a short while ago itself. */
  | "young"
  /** The new one is in use, the old one no longer. */
  | "quiet"
  /** The server tells no times. */
  | "untold";

export const quietMs = hourMs;

type Times = Pick<ApiKey, "created_at" | "last_used_at">;

export function rotationStage(oldKey: Times, newKey: Times, nowMs: number): RotationStage {
  if (newKey.created_at === undefined) return "untold";
  if (!newKey.last_used_at) return "waiting";
  const isRecent = (at: string) => nowMs - Date.parse(at) < quietMs;
  if (oldKey.last_used_at) return isRecent(oldKey.last_used_at) ? "both" : "quiet";
  return oldKey.created_at && isRecent(oldKey.created_at) ? "young" : "quiet";
}
