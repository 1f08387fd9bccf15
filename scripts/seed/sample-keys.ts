import { hourMs } from "../../gateway/contracts/leaves/time";
import type { Random } from "./random";
import type { SampleGroup } from "./sample-tree";

export interface SampleKey {
  group: SampleGroup;
  prefix: string;
  /** SHA-256 of the whole key, which nobody knows but for the one that is printed. */
  keyHash: Buffer;
  name: string | null;
  createdAt: Date;
  /** Filled in by the sample usage. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const names = ["production", "staging", "ci", "laptop", "batch jobs", "Schlüssel für Übungen"];

export interface SampleKeysOptions {
  nowMs: number;
  /** A new key and its hash. */
  mint: () => { prefix: string; keyHash: Buffer };
  random: Random;
}

/** Two keys for three groups on average; a few revoked. In creation order. */
export function sampleKeys(
  { nowMs, mint, random }: SampleKeysOptions,
  groups: readonly SampleGroup[],
): SampleKey[] {
  const keys: SampleKey[] = [];
  for (const group of groups) {
    const isLarge = random.next() < 0.02;
    const count = isLarge ? random.integer(5, 12) : random.integer(0, 1);
    for (let index = 0; index < count; index += 1) {
      const createdAt = new Date(group.createdAt.getTime() + index * hourMs);
      const ageMs = nowMs - createdAt.getTime();
      keys.push({
        group,
        ...mint(),
        name: random.next() < 0.8 ? (names[random.integer(0, names.length - 1)] ?? null) : null,
        createdAt,
        lastUsedAt: null,
        revokedAt: random.next() < 0.05 ? new Date(createdAt.getTime() + 0.97 * ageMs) : null,
      });
    }
  }
  return keys;
}
