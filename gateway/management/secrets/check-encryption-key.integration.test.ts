import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { adoptEncryptionKey, checkEncryptionKey } from "./check-encryption-key";
import { createSecretCipher } from "./secret-cipher";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await createTestGateway();
});
afterEach(() => gateway.close());

const own = () => checkEncryptionKey(gateway.deps);
const foreign = () => ({ db: gateway.db, cipher: createSecretCipher(randomBytes(32)) });
const refused = /^HEADGATE_ENCRYPTION_KEY must be .+, e\.g\. HEADGATE_ENCRYPTION_KEY=/;

async function saveSecret(name: string): Promise<void> {
  const body = { name, value: "sk-stored" };
  const answer = await gateway.inject("POST", "/v1/secrets", { key: gateway.managementKey, body });
  expect(answer.status).toBe(200);
}

async function saveWebhook(): Promise<void> {
  const answer = await gateway.inject("PUT", "/v1/gateway/webhooks/settings", {
    key: gateway.managementKey,
    body: { url: "http://127.0.0.1:9/events" },
  });
  expect(answer.status).toBe(200);
}

const marks = async () =>
  (await gateway.db.query("SELECT value_encrypted FROM encryption_check")).rows.length;

/** What can be in a database that has no check value yet. */
const earlier: Record<string, () => Promise<void>> = {
  "a stored secret": () => saveSecret("openai"),
  "a webhook's secret": saveWebhook,
  both: async () => {
    await saveSecret("openai");
    await saveWebhook();
  },
};

test.each(Object.entries(earlier))(
  "case 55: a database with %s from before the check value takes its own key, and refuses another",
  async (_name, fill) => {
    await fill();
    await expect(checkEncryptionKey(foreign())).rejects.toThrow(refused);
    expect(await marks()).toBe(0);
    await own();
    expect(await marks()).toBe(1);
    await own();
    await expect(checkEncryptionKey(foreign())).rejects.toThrow(refused);
  },
);

test("case 55: a database without any secret belongs to the key that comes first, also of several at once", async () => {
  const keys = [foreign(), foreign(), foreign()];
  const results = await Promise.allSettled(keys.map(checkEncryptionKey));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await marks()).toBe(1);
});

test("case 55: secrets of several keys end no start, are named in the log, and mark no key as the right one", async () => {
  await saveSecret("mine");
  const other = foreign();
  await gateway.db.query(
    `INSERT INTO secrets (id, workspace_id, name, value_encrypted) VALUES ('sec_x', $1, 'theirs', $2)`,
    [gateway.workspaceId, other.cipher.encrypt("sk-x", "sec_x")],
  );
  await own();
  expect(await marks()).toBe(0);
  expect(gateway.logLines.join()).toContain("secret theirs");
  expect(gateway.logLines.join()).not.toContain("secret mine");
});

test("case 55: where the key is lost another one is adopted, and what has to be saved anew is named", async () => {
  await saveSecret("openai");
  await saveWebhook();
  await own();
  const successor = foreign();
  expect(await adoptEncryptionKey(successor)).toEqual(
    expect.arrayContaining(["secret openai", `webhook of ${gateway.workspaceId}`]),
  );
  await checkEncryptionKey(successor);
  await expect(own()).rejects.toThrow(refused);
  const ready = await gateway.inject("GET", "/readyz");
  expect(ready.status).toBe(503);
  expect(ready.json.reasons).toEqual([expect.objectContaining({ code: "encryption_key_wrong" })]);
});
