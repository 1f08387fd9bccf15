import type { Secret } from "../contracts/secret";
import type { SecretRow } from "./secret-store";

/** Metadata only: nothing can answer a value. There are no teams here, so `team_name` is null. */
export function secretAnswer(row: SecretRow): Secret {
  return { id: row.id, name: row.name, created_at: row.createdAt.toISOString(), team_name: null };
}
