import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "../../platform/db/database";
import { CountersUnavailable } from "../../platform/http/counters-unavailable";
import { isProof, newChallenge } from "../../platform/process/health-proof";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

const healthSecret = newChallenge();
let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway({ config: { healthSecret } });
});
afterEach(() => gateway.close());

const readyz = (headers = {}) => gateway.inject("GET", "/readyz", { headers });
const sqlState = (code: string) => Object.assign(new Error(`secret sk-${code}`), { code });

const databaseTroubles = [
  ["ECONNREFUSED", "database_unreachable"],
  ["28P01", "database_login_refused"],
  ["3D000", "database_missing"],
  ["42P01", "schema_missing"],
  ["42501", "database_permission_missing"],
  ["53100", "database_disk_full"],
  ["53300", "database_connections_used_up"],
  ["57P03", "database_starting"],
  ["58030", "database_io_failed"],
] as const;

test.each(databaseTroubles)(
  "case 55: a database that says %s makes the gateway not ready, and the reason is %s",
  async (code, reason) => {
    const query = vi.spyOn(gateway.db, "query").mockRejectedValue(sqlState(code));
    const answer = await readyz();
    query.mockRestore();
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({
      status: "not ready",
      checks: { database: false, counters: true, ledger: true },
      reasons: [{ check: "database", code: reason }],
    });
    expect(JSON.stringify(answer.json)).not.toContain("sk-");
    expect((await readyz()).status).toBe(200);
  },
);

test("case 55: a database that takes no writes is not ready", async () => {
  const name = new URL(gateway.databaseUrl).pathname.slice(1);
  await gateway.db.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
  const readOnly = openDatabase({ url: gateway.databaseUrl, connections: 1, onIdleError() {} });
  const query = vi.spyOn(gateway.db, "query").mockImplementation(readOnly.query);
  const answer = await readyz();
  query.mockRestore();
  await readOnly.close();
  expect(answer.status).toBe(503);
  expect(answer.json.reasons).toMatchObject([{ check: "database", code: "database_read_only" }]);
});

const counterTroubles = [
  [new CountersUnavailable("unreachable"), "redis_unreachable"],
  [new CountersUnavailable("emptied"), "counters_rebuilding"],
  [new Error("NOAUTH"), "redis_login_refused"],
] as const;

test.each(counterTroubles)("case 55: counters that fail with %s say so", async (error, code) => {
  vi.spyOn(gateway.deps.counters, "probe").mockRejectedValueOnce(error);
  const answer = await readyz();
  expect(answer.json.reasons).toMatchObject([{ check: "counters", code }]);
  expect(answer.status).toBe(503);
});

test("case 55: a ledger that can't record is not ready, with what PostgreSQL said", async () => {
  gateway.ledger.available = false;
  const trouble = vi.spyOn(gateway.ledger, "trouble");
  trouble.mockReturnValueOnce(sqlState("53100"));
  expect((await readyz()).json.reasons).toMatchObject([
    { check: "ledger", code: "database_disk_full" },
  ]);
  trouble.mockReturnValueOnce(undefined);
  expect((await readyz()).json.reasons).toMatchObject([{ check: "ledger", code: "ledger_behind" }]);
});

test("case 55: health is proven to who has the secret, for a challenge of its own, and to nobody else", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    const challenge = newChallenge();
    const headers = { "x-headgate-challenge": challenge };
    const answer = await gateway.inject("GET", path, { headers });
    const proof = String(answer.headers["x-headgate-proof"]);
    expect(isProof(healthSecret, challenge, proof)).toBe(true);
    expect(isProof(healthSecret, newChallenge(), proof)).toBe(false);
    expect(isProof(newChallenge(), challenge, proof)).toBe(false);
    for (const odd of ["", "x", challenge.toUpperCase(), `${challenge}0`]) {
      const none = await gateway.inject("GET", path, { headers: { "x-headgate-challenge": odd } });
      expect(none.headers["x-headgate-proof"]).toBeUndefined();
    }
  }
});

test("case 78: a gateway that was told to stop says draining at once, and serves on", async () => {
  gateway.deps.lifecycle.drain();
  const answer = await readyz();
  expect(answer.status).toBe(503);
  expect(answer.json).toMatchObject({
    status: "draining",
    reasons: [{ check: "process", code: "draining" }],
  });
  expect((await gateway.inject("GET", "/healthz")).status).toBe(200);
  const path = "/v1/gateway/groups";
  expect((await gateway.inject("GET", path, { key: gateway.managementKey })).status).toBe(200);
});
