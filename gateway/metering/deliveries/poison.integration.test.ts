import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSecretCipher } from "../../management/secrets/secret-cipher";
import { createWebhookScene, type WebhookScene } from "../../testing/webhook-scene";
import { encryptWebhookSecret } from "../webhooks/webhook-secret";

let scene: WebhookScene;
beforeEach(async () => {
  scene = await createWebhookScene();
});
afterEach(() => scene.close());

const settings = "/v1/gateway/webhooks/settings";
const manage = (method: string, path: string, body?: object) =>
  scene.gateway.inject(method, path, { key: scene.gateway.managementKey, ...(body && { body }) });

async function deliveries(): Promise<{ status: string; last_error: string | null }[]> {
  return (await manage("GET", "/v1/gateway/webhooks/deliveries")).json.items;
}

const storeSecret = (bytes: Buffer) =>
  scene.gateway.db.query("UPDATE webhook_settings SET secret_encrypted = $1", [bytes]);

/** Secrets that can't be read any more. */
const unreadable: Record<string, () => Buffer> = {
  "saved with another key": () =>
    encryptWebhookSecret(
      createSecretCipher(randomBytes(32)),
      scene.gateway.workspaceId,
      "whsec_other_key_entirely",
    ),
  "of another workspace": () =>
    encryptWebhookSecret(scene.gateway.deps.cipher, "wsp_other", "whsec_other_workspace"),
  "cut off": () => Buffer.of(1, 2, 3),
  empty: () => Buffer.alloc(0),
};

test.each(Object.entries(unreadable))(
  "case 58: a webhook whose secret is %s is a dead letter with the reason, at once, and sent again once it is rotated",
  async (_name, secret) => {
    await scene.setUp();
    const dispatcher = scene.dispatcher();
    await storeSecret(secret());
    await scene.record(3);
    await scene.turn(dispatcher);
    expect(scene.pushes).toEqual([]);
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
    await scene.turn(dispatcher);
    expect(scene.pushes).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
  },
);

test("case 58: a delivery that fails in the gateway itself is given up instead of being claimed for ever", async () => {
  await scene.setUp();
  const dispatcher = scene.dispatcher();
  await scene.record(1);
  const broken = vi.spyOn(scene.gateway.deps.clock, "now");
  // The dispatcher reads the clock for its claim; what deliver does with it afterwards is broken.
  scene.receive((_push, response) => {
    broken.mockReturnValueOnce(Number.NaN);
    response.end();
  });
  await scene.turn(dispatcher);
  broken.mockRestore();
  expect(await deliveries()).toMatchObject([
    { status: "dead_letter", last_error: expect.stringContaining("not recorded") },
  ]);
});

test("case 58: events of one workspace that can't be batched hold up no other workspace's, and are tried again", async () => {
  await scene.setUp();
  const other = scene.gateway.otherWorkspace;
  const body = { url: `${scene.url}/other` };
  await scene.gateway.inject("PUT", settings, { key: other.managementKey, body });
  await scene.record(1);
  await scene.record(1, { workspaceId: other.id });
  const [first] = [scene.gateway.workspaceId, other.id].toSorted();
  const { transaction } = scene.gateway.db;
  const poison = vi.spyOn(scene.gateway.db, "transaction");
  let failed = false;
  // The first workspace's batch comes first.
  poison.mockImplementation((work) => {
    if (failed) return transaction(work);
    failed = true;
    return Promise.reject(new Error("invalid byte sequence"));
  });
  const dispatcher = scene.dispatcher();
  await scene.turn(dispatcher);
  poison.mockRestore();
  expect(scene.pushes).toHaveLength(1);
  expect(scene.gateway.logLines.join()).toContain(`"workspaceId":"${first}"`);
  scene.gateway.clock.advance(60_000);
  await scene.turn(dispatcher);
  expect(scene.pushes).toHaveLength(2);
});
