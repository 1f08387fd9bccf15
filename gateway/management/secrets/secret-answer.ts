import type { Secret } from "../../contracts/secret";
import type { SecretRow } from "./secret-store";

/** Metadata only: nothing can answer a value. The workspace is its one team. */
export function secretAnswer(row: SecretRow, workspaceName: string): Secret {
  const { id, name, createdAt } = row;
  return { id, name, created_at: createdAt.toISOString(), team_name: workspaceName };
}

/** What a secret's entity tag covers: which one it is, and which of its values. */
export function secretState({ id, name, updatedAt }: SecretRow): readonly unknown[] {
  return [id, name, updatedAt];
}
