import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { openDatabase } from "./database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("an idle connection that breaks is told of by what happened, without the connection's state", async () => {
  let hear: (error: Error) => void = () => {};
  const heard = new Promise<Error>((resolve) => {
    hear = resolve;
  });
  const db = openDatabase({ url: database.url, connections: 1, onIdleError: hear });
  const { rows } = await db.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await database.db.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  const error = await heard;
  expect(error).toMatchObject({ code: "57P01" });
  expect(error).not.toHaveProperty("client");
  expect((await db.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await db.close();
});
