import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCommand } from "../../cli/run-command";
import { type GatewayProcess, startGatewayProcess } from "../../testing/gateway-process";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database";
import { addRefusals, usageEvent } from "../../testing/usage-rows";
import { insertEvents } from "../ledger/event-store";

let database: TestDatabase;
let gateway: GatewayProcess;
beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGatewayProcess(database.url);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await gateway?.kill();
  await database.drop();
});

async function readTotals(): Promise<{ requests: number; refusals: number }> {
  const response = await fetch(`${gateway.url}/v1/gateway/usage-history?interval=hour`, {
    headers: { authorization: `Api-Key ${gateway.managementKey}` },
  });
  expect(response.status).toBe(200);
  const { totals } = await response.json();
  return { requests: totals.requests, refusals: totals.refusals };
}

test("a gateway that is killed again and again while it adds up ends with what the ledger has", async () => {
  const { rows } = await database.db.query<{ id: string }>("SELECT id FROM workspaces");
  const at = { workspaceId: rows[0]?.id ?? "", path: ["grp_root"] };
  let written = 0;
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) {
      await insertEvents(database.db, [usageEvent(at, Date.now()), usageEvent(at, Date.now())]);
      await addRefusals(database.db, at, Date.now());
      written += 2;
    }
  })();
  for (let kill = 0; kill < 5; kill += 1) {
    const before = await readTotals();
    // At work: killed in the midst of what is still coming.
    await expect
      .poll(async () => (await readTotals()).requests, { timeout: 600_000 })
      .toBeGreaterThan(before.requests);
    await gateway.kill();
    await gateway.restart();
  }
  isWriting = false;
  await writing;
  const all = { requests: written, refusals: written / 2 };
  await expect.poll(readTotals, { timeout: 600_000 }).toEqual(all);

  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  const day = new Date().toISOString().slice(0, 10);
  const code = await runCommand(["reconcile", "--day", day], { DATABASE_URL: database.url });
  expect(code, print.mock.calls.join("\n")).toBe(0);
  expect(await gateway.terminate()).toBe(0);
}, 3_600_000);
