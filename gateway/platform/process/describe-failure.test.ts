import pg from "pg";
import { expect, test } from "vitest";
import { MigrationError } from "../db/migrate";
import { EmbeddedPostgresError } from "../embedded-postgres/postgres-binaries";
import { describeFailure } from "./describe-failure";

const full = "could not extend file: No space left on device";

function databaseError(message: string, code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, message.length, "error"), { code });
}

test.each([
  ["a statement", databaseError(full, "53100")],
  ["a statement of a server that speaks otherwise", databaseError("Kein Platz mehr", "53100")],
  ["a migration", new MigrationError(`The migration 0006 failed: ${full}`)],
  ["PostgreSQL's start", new EmbeddedPostgresError(`PostgreSQL does not start: ${full}`)],
])(
  "a full disk that ends %s is one line that says to make room, and blames no setting",
  (_, error) => {
    const line = describeFailure(error);
    expect(line).toContain(error.message);
    expect(line.match(/make room/g)).toHaveLength(1);
    expect(line).not.toMatch(/\n|DATABASE_URL/);
  },
);

test("other failures of a database are described as before", () => {
  const line = describeFailure(databaseError("no such thing", "42P01"));
  expect(line).toMatch(/^The database in DATABASE_URL does not work: no such thing; check it/);
});
