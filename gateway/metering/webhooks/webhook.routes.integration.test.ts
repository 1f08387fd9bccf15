import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectRefused } from "../../testing/expect-refused";
import { managementRows } from "../../testing/management-rows";
import { createWebhookFixture, type WebhookFixture } from "../../testing/webhook-fixture";
import { ensureDefaultWebhook } from "./ensure-default-webhook";

let fixture: WebhookFixture;
const base = "/v1/gateway/webhooks";
const unknownId = "00000000-0000-4000-8000-000000000000";

beforeEach(async () => {
  fixture = await createWebhookFixture();
});
afterEach(() => fixture.close());

const call = (method: string, path: string, body?: unknown, key = fixture.gateway.managementKey) =>
  fixture.gateway.inject(method, `${base}/${path}`, { key, ...(body !== undefined && { body }) });

/** Deliveries that end as `status` says; newest first. */
async function deliver(count: number, status = 200): Promise<string[]> {
  fixture.receive((_push, response) => {
    response.writeHead(status).end("bye");
  });
  const dispatcher = fixture.dispatcher();
  for (let one = 0; one < count; one += 1) {
    await fixture.record(1);
    await fixture.turn(dispatcher);
    fixture.gateway.clock.advance(1);
  }
  return (await call("GET", "deliveries?limit=1000")).json.items.map(
    ({ id }: { id: string }) => id,
  );
}

describe("the webhook's settings", () => {
  test("are empty until set; the secret is answered once, and never again", async () => {
    const empty = {
      url: null,
      paused: false,
      has_secret: false,
      secret_unreadable: false,
      previous_secret_expires_at: null,
      created_at: null,
      updated_at: null,
      pending_count: 0,
      dead_letter_count: 0,
      last_delivered_at: null,
    };
    expect((await call("GET", "settings")).json).toEqual(empty);
    const made = await call("PUT", "settings", { url: fixture.url });
    expect(made.headers["cache-control"]).toBe("no-store");
    expect(made.json).toMatchObject({ url: fixture.url, has_secret: true });
    expect(made.json.secret).toMatch(/^whsec_[\w-]{43}$/);
    const moved = await call("PUT", "settings", { url: `${fixture.url}/2` });
    expect(moved.json).toMatchObject({ url: `${fixture.url}/2`, secret: null });
    const rotated = await call("POST", "settings/rotate", {});
    expect(rotated.headers["cache-control"]).toBe("no-store");
    expect(rotated.json).toMatchObject({ previous_secret_expires_at: "2026-03-11T12:00:00.000Z" });
    const read = await call("GET", "settings", undefined, fixture.gateway.viewKey);
    expect(read.json).toMatchObject({ url: `${fixture.url}/2`, has_secret: true });
    const rows =
      (await managementRows(fixture.gateway.db)).join("") + fixture.gateway.logLines.join("");
    for (const secret of [made.json.secret, rotated.json.secret]) {
      expect(read.text + rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString("hex"));
    }
  });

  test("are changed with a trail of who did what", async () => {
    await fixture.setUp();
    await call("POST", "settings/rotate", { overlap_seconds: 5 });
    await call("POST", "settings/pause");
    await call("POST", "settings/pause");
    await call("POST", "settings/resume");
    await call("POST", "test");
    await call("POST", "redeliver", { all_dead_letters: true });
    const path = "/v1/audit_logs?event_type_groups=WEBHOOK&direction=asc";
    const { json } = await fixture.gateway.inject("GET", path, {
      key: fixture.gateway.managementKey,
    });
    expect(json.items.map(({ event_type }: { event_type: string }) => event_type)).toEqual([
      "WEBHOOK_SIGNING_SECRET_CREATED",
      "WEBHOOK_SIGNING_SECRET_ROTATED",
      "WEBHOOK_PAUSED",
      "WEBHOOK_RESUMED",
      "WEBHOOK_TESTED",
      "WEBHOOK_REDELIVERED",
    ]);
  });

  test("take no address that the gateway may not call", async () => {
    const refusal = { status: 400, code: "VALIDATION_ERROR", paths: ["url"] };
    for (const url of [
      "nonsense",
      "ftp://example.com/x",
      "https://user:pass@example.com/x",
      "http://169.254.169.254/latest",
      "http://[::ffff:169.254.169.254]/",
      "http://[fe80::1]/",
      "http://10.0.0.1/",
      "",
    ]) {
      await expectRefused(fixture.gateway, () => call("PUT", "settings", { url }), refusal);
    }
  });

  test("come from the environment where the default workspace has none, and only then", async () => {
    const { deps, workspaceId } = fixture.gateway;
    const webhook = { url: fixture.url, secret: "a secret of the environment" };
    const config = {
      ...deps.config,
      defaultWorkspace: { ...deps.config.defaultWorkspace, webhook },
    };
    await ensureDefaultWebhook({ ...deps, config }, workspaceId);
    expect((await call("GET", "settings")).json).toMatchObject({ url: fixture.url });
    await call("PUT", "settings", { url: `${fixture.url}/mine` });
    await ensureDefaultWebhook({ ...deps, config }, workspaceId);
    expect((await call("GET", "settings")).json).toMatchObject({ url: `${fixture.url}/mine` });
    const bad = { ...webhook, url: "http://169.254.169.254/" };
    const wrong = {
      ...config,
      defaultWorkspace: { ...config.defaultWorkspace, webhook: bad },
    };
    await expect(ensureDefaultWebhook({ ...deps, config: wrong }, workspaceId)).rejects.toThrow(
      "GATEWAY_WEBHOOK_URL",
    );
  });
});

test("a name that resolves to a refused address is not called, whatever the settings were", async () => {
  await fixture.setUp();
  fixture.gateway.deps.config.allowInsecureUpstreams = false;
  for (const url of ["https://localhost/", "https://127.0.0.1/", "https://169.254.169.254/"]) {
    await fixture.gateway.db.query("UPDATE webhook_settings SET url = $1", [url]);
    const { json } = await call("POST", "test");
    await fixture.turn(fixture.dispatcher());
    const { attempts } = (await call("GET", `deliveries/${json.id}`)).json;
    expect(attempts[0]).toMatchObject({ error: "address refused", status: null });
    await fixture.gateway.db.query("DELETE FROM webhook_deliveries");
  }
  expect(fixture.pushes).toEqual([]);
});

describe("deliveries", () => {
  test("are listed newest first, page by page, by status", async () => {
    await fixture.setUp();
    await deliver(2, 400);
    const ids = await deliver(3);
    expect(ids).toHaveLength(5);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { json } = await call("GET", `deliveries?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...json.items.map(({ id }: { id: string }) => id));
      // One that comes between two pages shifts nothing.
      await call("POST", "test");
      if (!json.pagination.has_more) break;
      cursor = json.pagination.cursor;
    }
    expect(seen).toEqual(ids);
    const list = async (status: string) =>
      (await call("GET", `deliveries?status=${status}`)).json.items;
    expect(await list("dead_letter")).toHaveLength(2);
    expect(await list("delivered")).toHaveLength(3);
    expect(await list("pending")).toHaveLength(3);
    await expectRefused(fixture.gateway, () => call("GET", "deliveries?status=x"), {
      status: 400,
      code: "VALIDATION_ERROR",
      paths: ["status"],
    });
  });

  test("are shown with their attempts, and sent again one by one, chosen, or all that died", async () => {
    await fixture.setUp();
    const ids = await deliver(3, 400);
    const { json } = await call("GET", `deliveries/${ids[0]}`);
    expect(json).toMatchObject({
      id: ids[0],
      status: "dead_letter",
      event_count: 1,
      attempts: [{ number: 1, status: 400, response_body: "bye", error: "HTTP 400" }],
    });
    expect(JSON.parse(json.body).data.events[0].idempotencyKey).toBe(json.idempotency_keys[0]);
    const again = await call("POST", `deliveries/${ids[0]}/redeliver`);
    expect(again.json).toMatchObject({ id: ids[0], status: "pending", attempt_count: 1 });
    const chosen = await call("POST", "redeliver", { delivery_ids: [ids[0], ids[1]] });
    expect(chosen.json).toEqual({ queued: 1 });
    const rest = await call("POST", "redeliver", { all_dead_letters: true });
    expect(rest.json).toEqual({ queued: 1 });
    fixture.receive((_push, response) => response.end());
    await fixture.turn(fixture.dispatcher());
    const settings = (await call("GET", "settings")).json;
    expect(settings).toMatchObject({ pending_count: 0, dead_letter_count: 0 });
    expect(settings.last_delivered_at).toMatch(/Z$/);
  });

  test("are redelivered only as a whole selection that is known", async () => {
    await fixture.setUp();
    const [id] = await deliver(1, 400);
    const notFound = { status: 404, code: "NOT_FOUND" };
    for (const wrong of [unknownId, "nonsense"]) {
      const selection = { delivery_ids: [id, wrong] };
      await expectRefused(fixture.gateway, () => call("POST", "redeliver", selection), notFound);
      await expectRefused(fixture.gateway, () => call("GET", `deliveries/${wrong}`), notFound);
    }
    for (const body of [{}, { delivery_ids: [] }, { all_dead_letters: false }]) {
      const { status } = await call("POST", "redeliver", body);
      expect(status).toBe(400);
    }
  });
});

const writes: [string, string, unknown?][] = [
  ["PUT", "settings", { url: "http://127.0.0.1:1/" }],
  ["POST", "settings/rotate", {}],
  ["POST", "settings/pause"],
  ["POST", "settings/resume"],
  ["POST", "test"],
  ["POST", "redeliver", { all_dead_letters: true }],
  ["POST", `deliveries/${unknownId}/redeliver`],
];

test("writes and bodies take the management scope; nobody gets in without a key", async () => {
  await fixture.setUp();
  const { gateway } = fixture;
  const forbidden = { status: 403, code: "FORBIDDEN" };
  for (const [method, path, body] of [...writes, ["GET", `deliveries/${unknownId}`] as const]) {
    const as = (key: string) => () => call(method, path, body, key);
    await expectRefused(gateway, as(gateway.viewKey), forbidden);
    await expectRefused(gateway, as("nope"), { status: 401, code: "UNAUTHENTICATED" });
  }
  for (const path of ["settings", "deliveries"]) {
    expect((await call("GET", path, undefined, gateway.viewKey)).status).toBe(200);
  }
});

test("another workspace sees and changes nothing of it", async () => {
  await fixture.setUp();
  const [id] = await deliver(1, 400);
  const { gateway } = fixture;
  const theirs = gateway.otherWorkspace.managementKey;
  const foreign = { status: 403, code: "FORBIDDEN" };
  const refused = (method: string, path: string, body?: unknown) =>
    expectRefused(gateway, () => call(method, path, body, theirs), foreign);
  await refused("GET", `deliveries/${id}`);
  await refused("POST", `deliveries/${id}/redeliver`);
  await refused("POST", "redeliver", { delivery_ids: [id] });
  expect((await call("GET", "settings", undefined, theirs)).json.url).toBeNull();
  expect((await call("GET", "deliveries", undefined, theirs)).json.items).toEqual([]);
  for (const path of ["settings/rotate", "settings/pause", "test"]) {
    const { status } = await call("POST", path, path.endsWith("rotate") ? {} : undefined, theirs);
    expect(status).toBe(404);
  }
  expect((await call("GET", "settings")).json).toMatchObject({
    paused: false,
    dead_letter_count: 1,
  });
});

test("the server announces webhooks, and its document describes every path", async () => {
  const key = fixture.gateway.managementKey;
  const offered = (await fixture.gateway.inject("GET", "/v1/gateway/capabilities", { key })).json;
  expect(offered.capabilities).toContain("webhooks");
  const { paths } = (await fixture.gateway.inject("GET", "/v1/spec")).json;
  for (const [method, path] of writes) {
    const documented = `${base}/${path.replace(unknownId, "{delivery_id}")}`;
    expect(paths[documented]?.[method.toLowerCase()]?.summary).toMatch(/./);
  }
});
