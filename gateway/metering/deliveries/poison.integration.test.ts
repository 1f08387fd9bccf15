import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSecretCipher } from "../../management/secrets/secret-cipher";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";
import { encryptWebhookSecret } from "../webhooks/webhook-secret";

let fixture: WebhookFixture;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

const settings = "/v1/gateway/webhooks/settings";
const manage = (method: string, path: string, body?: object) =>
  fixture.gateway.inject(method, path, {
    key: fixture.gateway.managementKey,
    ...(body && { body }),
  });

async function deliveries(): Promise<{ status: string; last_error: string | null }[]> {
  return (await manage("GET", "/v1/gateway/webhooks/deliveries")).json.items;
}

const storeSecret = (bytes: Buffer) =>
  fixture.gateway.db.query("UPDATE webhook_settings SET secret_encrypted = $1", [bytes]);

/** Secrets that can't be read any more. */
const unreadable: Record<string, () => Buffer> = {
  "saved with another key": () =>
    encryptWebhookSecret(
      createSecretCipher(randomBytes(32)),
      fixture.gateway.workspaceId,
      "whsec_other_key_entirely",
    ),
  "of another workspace": () =>
    encryptWebhookSecret(fixture.gateway.deps.cipher, "wsp_other", "whsec_other_workspace"),
  "cut off": () => Buffer.of(1, 2, 3),
  empty: () => Buffer.alloc(0),
};

test.each(Object.entries(unreadable))(
  "case 58: a webhook whose secret is %s is a dead letter with the reason, at once, and sent again once it is rotated",
  async (_name, secret) => {
    await fixture.setUp();
    const dispatcher = fixture.dispatcher();
    await storeSecret(secret());
    await fixture.record(3);
    await fixture.turn(dispatcher);
    expect(fixture.pushes).toEqual([]);
    expect(await deliveries()).toMatchObject([
      { status: "dead_letter", last_error: expect.stringContaining("can't be decrypted; rotate") },
    ]);
    expect((await manage("GET", settings)).json).toMatchObject({
      secret_unreadable: true,
      dead_letter_count: 1,
      pending_count: 0,
    });

    await manage("POST", `${settings}/rotate`, { overlap_seconds: 3_600 });
    expect((await manage("GET", settings)).json.secret_unreadable).toBe(false);
    await manage("POST", "/v1/gateway/webhooks/redeliver", { all_dead_letters: true });
    await fixture.turn(dispatcher);
    expect(fixture.pushes).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
  },
);

test("case 58: a delivery that fails in the gateway itself is given up instead of being claimed for ever", async () => {
  await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  await fixture.record(1);
  const broken = vi.spyOn(fixture.gateway.deps.clock, "now");
  // The dispatcher reads the clock for its claim; what deliver does with it afterwards is broken.
  fixture.receive((_push, response) => {
    broken.mockReturnValueOnce(Number.NaN);
    response.end();
  });
  await fixture.turn(dispatcher);
  broken.mockRestore();
  expect(await deliveries()).toMatchObject([
    { status: "dead_letter", last_error: expect.stringContaining("not recorded") },
  ]);
});

test("case 58: events of one workspace that can't be batched hold up no other workspace's, and are tried again", async () => {
  await fixture.setUp();
  const other = fixture.gateway.otherWorkspace;
  const body = { url: `${fixture.url}/other` };
  await fixture.gateway.inject("PUT", settings, { key: other.managementKey, body });
  await fixture.record(1);
  await fixture.record(1, { workspaceId: other.id });
  const [first] = [fixture.gateway.workspaceId, other.id].toSorted();
  const { transaction } = fixture.gateway.db;
  const poison = vi.spyOn(fixture.gateway.db, "transaction");
  let failed = false;
  // The first workspace's batch comes first.
  poison.mockImplementation((work) => {
    if (failed) return transaction(work);
    failed = true;
    return Promise.reject(new Error("invalid byte sequence"));
  });
  const dispatcher = fixture.dispatcher();
  await fixture.turn(dispatcher);
  poison.mockRestore();
  expect(fixture.pushes).toHaveLength(1);
  expect(fixture.gateway.logLines.join()).toContain(`"workspaceId":"${first}"`);
  fixture.gateway.clock.advance(60_000);
  await fixture.turn(dispatcher);
  expect(fixture.pushes).toHaveLength(2);
});
