import type { SecretRow } from "./secret-store";

/** What a secret's entity tag covers: which one it is, and which of its values. */
export function secretState({ id, name, updatedAt }: SecretRow): readonly unknown[] {
  return [id, name, updatedAt];
}
