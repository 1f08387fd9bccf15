import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesChannel } from "../../platform/db/changes";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { lockWorkspace } from "../workspaces/workspace-store";

let gateway: TestGateway;
let key: string;
const path = "/v1/gateway/endpoints";
const baseten = { provider: "BASETEN", model_id: "abc123" };

beforeAll(async () => {
  gateway = await createTestGateway();
  key = gateway.managementKey;
});
afterAll(() => gateway.close());

const post = (at: string, body: object) => gateway.inject("POST", at, { key, body });
const create = (slug: string, target: object = baseten) => post(path, { slug, targets: [target] });
const rename = (id: string, slug: string) =>
  gateway.inject("PATCH", `${path}/${id}`, { key, body: { slug } });

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

async function waitingForALock(): Promise<number> {
  const { rows } = await gateway.db.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}

async function slugs(): Promise<string[]> {
  const { json } = await gateway.inject("GET", `${path}?limit=1000`, { key });
  return json.items.map((item: { slug: string }) => item.slug);
}

describe("endpoint writes at the same moment", () => {
  it("create one slug exactly once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all([0, 1, 2, 3].map(() => create(`acme/once-${round}`)));
      expect(statuses(answers)).toEqual([200, 400, 400, 400]);
    }
    expect((await slugs()).filter((slug) => slug.startsWith("acme/once-"))).toHaveLength(10);
  });

  it("rename across each other without a deadlock, leaving one endpoint per slug", async () => {
    const a = (await create("acme/a")).json.id;
    const b = (await create("acme/b")).json.id;
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all([rename(a, "acme/b"), rename(b, "acme/a")]);
      expect(statuses(answers)).toEqual([400, 400]);
      const moved = await Promise.all([rename(a, "acme/c"), rename(b, "acme/c")]);
      expect(statuses(moved)).toEqual([200, 400]);
      await rename(a, "acme/a");
      await rename(b, "acme/b");
    }
  });

  it("take turns within a workspace, so crossing renames can't deadlock and order is commit order", async () => {
    const a = (await create("acme/turn-a")).json.id;
    const b = (await create("acme/turn-b")).json.id;
    const writer = await gateway.db.connect();
    await writer.query("BEGIN");
    await lockWorkspace(writer, gateway.workspaceId);
    const writes = [
      create("acme/turn-c"),
      rename(a, "acme/turn-d"),
      gateway.inject("DELETE", `${path}/${b}`, { key }),
    ];
    try {
      await expect.poll(waitingForALock, { timeout: 60_000 }).toBe(writes.length);
    } finally {
      await writer.query("COMMIT");
      writer.release();
    }
    expect(statuses(await Promise.all(writes))).toEqual([200, 200, 200]);
  });

  it("answer one 200 and one 404 when an endpoint is deleted twice", async () => {
    const { id } = (await create("acme/twice")).json;
    const remove = () => gateway.inject("DELETE", `${path}/${id}`, { key });
    expect(statuses(await Promise.all([remove(), remove()]))).toEqual([200, 404]);
  });

  it("never leave a target with a secret that is gone", async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = `secret-${round}`;
      const { id } = (await post("/v1/secrets", { name, value: "v" })).json;
      const target = { provider: "OPENAI", target_model: "m", secret_id: id };
      const [created, deleted] = await Promise.all([
        create(`acme/${name}`, target),
        gateway.inject("DELETE", `/v1/secrets/${name}`, { key }),
      ]);
      expect(statuses([created, deleted])).toEqual([200, 400]);
    }
  });

  it("save one new secret under one id", async () => {
    const values = ["a", "b", "c", "d"];
    const answers = await Promise.all(
      values.map((value) => post("/v1/secrets", { name: "shared", value })),
    );
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  });

  it("list in the order of commit: nothing ever appears behind a reader", async () => {
    let isWriting = true;
    const writes = Promise.all(Array.from({ length: 40 }, (_, n) => create(`acme/order-${n}`)));
    const writing = writes.finally(() => {
      isWriting = false;
    });
    const reads: string[][] = [];
    while (isWriting) reads.push(await slugs());
    await writing;
    const all = await slugs();
    expect(reads.length).toBeGreaterThan(1);
    for (const read of reads) expect(read).toEqual(all.slice(0, read.length));
  });
});

describe("what inference caches hear", () => {
  it("is every slug that changed, when the change commits and not when it is refused", async () => {
    const client = await gateway.db.connect();
    const heard: unknown[] = [];
    client.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "")));
    await client.query(`LISTEN ${changesChannel}`);
    const { id } = (await create("acme/heard")).json;
    await create("acme/heard");
    await rename(id, "acme/heard-2");
    await gateway.inject("DELETE", `${path}/${id}`, { key });
    await post("/v1/secrets", { name: "heard", value: "v" });
    await client.query("SELECT 1");
    client.release(true);
    expect(heard).toEqual([
      { kind: "endpoint", slug: "acme/heard" },
      { kind: "endpoint", slug: "acme/heard" },
      { kind: "endpoint", slug: "acme/heard-2" },
      { kind: "endpoint", slug: "acme/heard-2" },
      { kind: "secret", workspaceId: gateway.workspaceId },
    ]);
  });
});
