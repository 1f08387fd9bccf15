import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";

let fixture: WebhookFixture;
beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

/** Reads lines of {secret, body, signature}; answers a line of 1 (accepted) and 0 (refused). */
const inPython = `
import base64, hashlib, hmac, json, sys
answers = []
for line in sys.stdin:
    given = json.loads(line)
    expected = "v1=" + hmac.new(given["secret"].encode(), base64.b64decode(given["body"]), hashlib.sha256).hexdigest()
    answers.append("1" if hmac.compare_digest(expected, given["signature"]) else "0")
print("".join(answers))
`;
const inNode = `
const { createHmac } = require("node:crypto");
const lines = require("node:fs").readFileSync(0, "utf8").trim().split("\\n").map(JSON.parse);
console.log(lines.map(({ secret, body, signature }) =>
  "v1=" + createHmac("sha256", secret).update(Buffer.from(body, "base64")).digest("hex") === signature
    ? "1" : "0").join(""));
`;

function verifier(): [string, string[]] {
  try {
    execFileSync("python3", ["-c", "import hmac"], { stdio: "ignore" });
    return ["python3", ["-c", inPython]];
  } catch {
    return [process.execPath, ["-e", inNode]];
  }
}

function verify(pushes: readonly { body: Buffer; signature: string }[], secret: string): string {
  const lines = pushes.map(({ body, signature }) =>
    JSON.stringify({ secret, body: body.toString("base64"), signature }),
  );
  const [program, args] = verifier();
  return execFileSync(program, args, {
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
    maxBuffer: 1024 ** 2,
  }).trim();
}

test("an independent verifier accepts 1,000 of 1,000 signatures and no altered body", async () => {
  const secret = await fixture.setUp();
  const dispatcher = fixture.dispatcher();
  for (let round = 0; round < 1_000; round += 1) {
    const text = `${randomBytes(round % 97).toString("base64")} é🔑\u2028 ${round}`;
    await fixture.record(1, { requestMetadata: JSON.stringify({ text }) });
    await fixture.turn(dispatcher);
  }
  expect(fixture.pushes).toHaveLength(1_000);
  expect(new Set(fixture.pushes.map(({ body }) => body.toString())).size).toBe(1_000);
  expect(verify(fixture.pushes, secret)).toBe("1".repeat(1_000));
  const altered = fixture.pushes.map(({ body, signature }, index) => {
    const changed = Buffer.from(body);
    const at = (index * 7_919) % changed.length;
    changed[at] = (changed[at] ?? 0) ^ (1 << (index % 8));
    return { body: changed, signature };
  });
  expect(verify(altered, secret)).toBe("0".repeat(1_000));
}, 900_000);

/** The example of the documentation as it is run there; answers its address. */
async function startReceiver(
  file: string,
  secrets: string,
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ["docs/webhook-receiver/receiver.mjs"], {
    env: { ...process.env, WEBHOOK_SECRETS: secrets, EVENTS_FILE: file, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { url: /http:\S+/.exec(String(line))?.[0] ?? "", child };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

test("the documented receiver takes each event once, over redeliveries, restarts and a rotation", async () => {
  const folder = await mkdtemp(join(tmpdir(), "headgate-receiver-"));
  const file = join(folder, "events.ndjson");
  const key = fixture.gateway.managementKey;
  const api = (method: string, path: string, body: unknown) =>
    fixture.gateway.inject(method, `/v1/gateway/webhooks/${path}`, { key, body });
  const statuses = async () =>
    (
      await fixture.gateway.inject("GET", "/v1/gateway/webhooks/deliveries", { key })
    ).json.items.map(
      ({ status, last_status }: { status: string; last_status: number }) =>
        `${status} ${last_status}`,
    );
  const old = await fixture.setUp();
  let receiver = await startReceiver(file, old);
  try {
    await api("PUT", "settings", { url: receiver.url });
    const dispatcher = fixture.dispatcher();
    const keys = await fixture.record(150);
    await fixture.turn(dispatcher);
    expect(await statuses()).toEqual(["delivered 200", "delivered 200"]);

    await stop(receiver.child);
    receiver = await startReceiver(file, old);
    await api("PUT", "settings", { url: receiver.url });
    await api("POST", "settings/rotate", { overlap_seconds: 3_600 });
    const { items } = (
      await fixture.gateway.inject("GET", "/v1/gateway/webhooks/deliveries", { key })
    ).json;
    const delivery_ids = items.map(({ id }: { id: string }) => id);
    expect((await api("POST", "redeliver", { delivery_ids })).json).toEqual({ queued: 2 });
    keys.push(...(await fixture.record(20)));
    await fixture.turn(dispatcher);
    expect(await statuses()).toEqual(["delivered 200", "delivered 200", "delivered 200"]);

    // The overlap is over, and this receiver knows the old secret only.
    fixture.gateway.clock.advance(3_600_000);
    await fixture.record(1);
    await fixture.turn(dispatcher);
    expect((await statuses())[0]).toBe("dead_letter 401");

    const lines = (await readFile(file, "utf8")).trim().split("\n");
    const taken = lines.map((line) => JSON.parse(line).idempotencyKey);
    expect(taken.toSorted()).toEqual(keys.toSorted());
  } finally {
    await stop(receiver.child);
    await rm(folder, { recursive: true });
  }
});
