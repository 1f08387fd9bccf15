import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addManagementKey, createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
let dashboardKey: string;
interface Named {
  event_data: { secret_name?: string; slug?: string };
}

const hour = 3_600_000;
const people = { ana: "ana@example.com", bob: "bob@example.com" };

/** A secret saved by a person through the dashboard, or by the management key itself. */
async function save(name: string, person?: string): Promise<void> {
  const actor = JSON.stringify({ id: `mem_${person}`, email: person });
  const { status } = await gateway.inject("POST", "/v1/secrets", {
    key: person ? dashboardKey : gateway.managementKey,
    body: { name, value: "v" },
    headers: person ? { "x-headgate-actor": Buffer.from(actor).toString("base64url") } : {},
  });
  expect(status).toBe(200);
}

// The clock starts at 12:00; the entries are of 12:00, 13:00 and so on, one of them late.
beforeAll(async () => {
  gateway = await createTestGateway();
  dashboardKey = await addManagementKey(gateway.deps, gateway.workspaceId, "management", {
    isDashboard: true,
  });
  await save("at-12", people.ana);
  gateway.clock.advance(hour);
  await save("at-13", people.bob);
  gateway.clock.advance(hour);
  await save("at-14");
  gateway.clock.advance(hour);
  await save("at-15", people.ana);
  // Another gateway, whose clock is slow.
  gateway.clock.advance(-2 * hour);
  await save("late-at-13", people.ana);
  gateway.clock.advance(2 * hour);
  await gateway.inject("POST", "/v1/gateway/endpoints", {
    key: gateway.managementKey,
    body: { slug: "acme/one", targets: [{ provider: "BASETEN", model_id: "m" }] },
  });
});
afterAll(() => gateway.close());

const read = (query: string, key = gateway.managementKey, path = "/v1/audit_logs") =>
  gateway.inject("GET", `${path}?${query}`, { key });
async function names(query: string): Promise<string[]> {
  const { json } = await read(query);
  return json.items.map(({ event_data: { secret_name, slug } }: Named) => secret_name ?? slug);
}
const at = (clock: string) => `2026-03-10T${clock}:00.000Z`;

describe("the audit log's filters", () => {
  it("by actor takes the whole email, or the name of who has none, and nothing like it", async () => {
    expect(await names(`actor=${people.ana}`)).toEqual(["late-at-13", "at-15", "at-12"]);
    expect(await names(`actor=${people.bob}`)).toEqual(["at-13"]);
    expect(await names("actor=management%20key")).toEqual(["acme/one", "at-14"]);
    for (const none of ["ana", "ANA@example.com", "mem_1", "%25", "dashboard"]) {
      expect(await names(`actor=${none}`), none).toEqual([]);
    }
  });

  it("by time takes the moment of `from` in and that of `to` out, in the log's own order", async () => {
    expect(await names(`from=${at("13:00")}&to=${at("15:00")}`)).toEqual([
      "late-at-13",
      "at-14",
      "at-13",
    ]);
    expect(await names(`from=${at("13:00")}&to=${at("15:00")}&direction=asc`)).toEqual([
      "at-13",
      "at-14",
      "late-at-13",
    ]);
    expect(await names(`from=${at("15:00")}`)).toEqual(["acme/one", "at-15"]);
    expect(await names(`to=${at("13:00")}`)).toEqual(["at-12"]);
    expect(await names(`from=${encodeURIComponent("2026-03-10T16:00:00+01:00")}`)).toEqual([
      "acme/one",
      "at-15",
    ]);
    expect(await names("from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z")).toEqual([]);
  });

  it("together leave what passes all of them", async () => {
    const window = `from=${at("12:30")}&to=${at("15:30")}`;
    expect(await names(`${window}&actor=${people.ana}`)).toEqual(["late-at-13", "at-15"]);
    expect(await names(`${window}&actor=${people.ana}&search=LATE`)).toEqual(["late-at-13"]);
    expect(await names(`${window}&event_type_groups=GATEWAY`)).toEqual(["acme/one"]);
    expect(await names(`${window}&event_type_groups=GATEWAY&actor=${people.ana}`)).toEqual([]);
  });

  it("hold on every page, in both directions", async () => {
    const expected = ["acme/one", "late-at-13", "at-15", "at-14", "at-13"];
    for (const direction of ["desc", "asc"]) {
      const seen: string[] = [];
      const filter = `from=${at("13:00")}&limit=2`;
      let query: string | null = `${filter}&direction=${direction}`;
      while (query) {
        const { json } = await read(query);
        seen.push(
          ...json.items.map(({ event_data: { secret_name, slug } }: Named) => secret_name ?? slug),
        );
        query = json.pagination.cursor && `${filter}&cursor=${json.pagination.cursor}`;
      }
      expect(seen, direction).toEqual(direction === "desc" ? expected : expected.toReversed());
    }
  });

  it("are refused with 400 where they say nothing, naming the parameter and the rule", async () => {
    const zone = "must be a time with its zone, such as 2026-01-31T08:00:00Z";
    for (const [query, message] of [
      [`actor=${"x".repeat(256)}`, "actor must have at most 255 characters"],
      ["actor=%00", "actor must be valid text without NUL characters"],
      ["from=yesterday", `from ${zone}`],
      ["from=2026-03-10", `from ${zone}`],
      ["to=2026-03-10T12:00:00", `to ${zone}`],
      ["to=2026-13-10T12:00:00Z", `to ${zone}`],
      [`from=${at("13:00")}&to=${at("13:00")}`, "from must be before to"],
    ] as const) {
      const { status, json } = await read(query);
      expect({ status, code: json.code }, query).toEqual({ status: 400, code: "VALIDATION_ERROR" });
      expect(json.details).toEqual([{ path: query.split("=")[0], message }]);
    }
  });
});

describe("the search", () => {
  it("finds what JSON writes with escapes, as it was typed", async () => {
    const key = gateway.managementKey;
    const body = {
      metadata: { external_entity_id: "cust_1", name: 'Ünal "the \\ best"\ttab' },
      ...{ models: [{ slug: "acme/one" }], hierarchy: {} },
    };
    const made = await gateway.inject("POST", "/v1/gateway/groups", { key, body });
    expect(made.status, made.text).toBe(200);
    for (const typed of ['"the \\ BEST"', "\\ best", "ünal", 'best"\ttab', 'ÜNAL "the']) {
      const { json } = await read(`search=${encodeURIComponent(typed)}`);
      expect(json.items, typed).toHaveLength(1);
    }
    for (const other of ["\\\\ best", '\\"the', "\\t"]) {
      expect((await read(`search=${encodeURIComponent(other)}`)).json.items, other).toEqual([]);
    }
  });
});

describe("the list of who is in the log", () => {
  const path = "/v1/audit_logs/actors";

  it("names each once, in order, of this workspace only", async () => {
    expect((await read("", gateway.viewKey, path)).json).toEqual({
      items: [
        { actor: people.ana, type: "USER" },
        { actor: people.bob, type: "USER" },
        { actor: "management key", type: "API_KEY" },
      ],
    });
    const { managementKey: theirs } = gateway.otherWorkspace;
    expect((await read("", theirs, path)).json).toEqual({ items: [] });
  });
});

it("the server says that it has these filters", async () => {
  const { json } = await read("", gateway.viewKey, "/v1/gateway/capabilities");
  expect(json.capabilities).toContain("audit_filters");
});
