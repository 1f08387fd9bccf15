import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { retryTransaction } from "./retry-transaction";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.query("CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)");
  await database.db.query("INSERT INTO counters VALUES (1, 0), (2, 0)");
});
afterAll(() => database.drop());

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("a retried transaction", () => {
  test("ends well although PostgreSQL ends one of two that wait for each other", async () => {
    let attempts = 0;
    let arrived = 0;
    const bothHoldOne = gate();
    const survivorIsDone = gate();
    const update = async (first: number, second: number) => {
      let again = false;
      await retryTransaction(database.db, async (tx) => {
        attempts += 1;
        // PostgreSQL may wake the survivor after the victim is back: they would meet once more.
        if (again) await survivorIsDone.opened;
        again = true;
        await tx.query("UPDATE counters SET value = value + 1 WHERE id = $1", [first]);
        arrived += 1;
        if (arrived === 2) bothHoldOne.open();
        await bothHoldOne.opened;
        await tx.query("UPDATE counters SET value = value + 1 WHERE id = $1", [second]);
      });
      survivorIsDone.open();
    };
    await Promise.all([update(1, 2), update(2, 1)]);
    expect(attempts).toBe(3);
    const { rows } = await database.db.query("SELECT value FROM counters ORDER BY id");
    expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  });

  test("throws any other failure at once", async () => {
    let attempts = 0;
    const work = retryTransaction(database.db, async (tx) => {
      attempts += 1;
      await tx.query("INSERT INTO counters VALUES (1, 5)");
    });
    await expect(work).rejects.toMatchObject({ code: "23505" });
    expect(attempts).toBe(1);
  });

  test("gives up in the end", async () => {
    let attempts = 0;
    const work = retryTransaction(database.db, async (tx) => {
      attempts += 1;
      await tx.query("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
    });
    await expect(work).rejects.toMatchObject({ code: "40001" });
    expect(attempts).toBe(5);
  });
});
