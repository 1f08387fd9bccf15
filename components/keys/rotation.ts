import type { ApiKey } from "@/gateway/contracts/key";

/** Both keys work until the old one is revoked. Prefixes only: they are no secrets. */
export interface Rotation {
  oldPrefix: string;
  newPrefix: string;
}

export type RotationStage =
  /** Nobody has called with the new key yet. */
  | "waiting"
  /** The new one is in use, and the old one was a short while ago. */
  | "both"
  /** The new one is in use, the old one no longer. */
  | "quiet"
  /** The server tells no times. */
  | "untold";

export const quietMs = 3_600_000;

type Times = Pick<ApiKey, "created_at" | "last_used_at">;

export function rotationStage(oldKey: Times, newKey: Times, nowMs: number): RotationStage {
  if (newKey.created_at === undefined) return "untold";
  if (!newKey.last_used_at) return "waiting";
  const lastOldUse = oldKey.last_used_at ? Date.parse(oldKey.last_used_at) : 0;
  return nowMs - lastOldUse < quietMs ? "both" : "quiet";
}

export const rotationParams = { from: "rotated_from", to: "rotated_to" } as const;

/** The rotation that an address speaks of, so that a reload or a link comes back to it. */
export function rotationIn(search: { get(name: string): string | null }): Rotation | null {
  const oldPrefix = search.get(rotationParams.from);
  const newPrefix = search.get(rotationParams.to);
  return oldPrefix && newPrefix ? { oldPrefix, newPrefix } : null;
}

/** Path and query with this rotation in them, or with none. */
export function addressOf(href: string, rotation: Rotation | null): string {
  const url = new URL(href);
  url.searchParams.delete(rotationParams.from);
  url.searchParams.delete(rotationParams.to);
  if (rotation) {
    url.searchParams.set(rotationParams.from, rotation.oldPrefix);
    url.searchParams.set(rotationParams.to, rotation.newPrefix);
  }
  return `${url.pathname}${url.search}`;
}
