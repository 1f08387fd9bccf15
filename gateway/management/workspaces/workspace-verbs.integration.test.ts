import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";
import { commandLineContext } from "./command-line-context";
import { createManagementKey } from "./create-management-key";
import { createWorkspace } from "./create-workspace";
import { listManagementKeys } from "./list-management-keys";
import { revokeManagementKey } from "./revoke-management-key";
import { selectWorkspaces } from "./workspace-store";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const names = async () => (await selectWorkspaces(gateway.deps.db)).map(({ name }) => name);

describe("workspaces on the command line", () => {
  it("are made with prefixes and a key that works, onboarded unless told otherwise", async () => {
    const made = await createWorkspace(gateway.deps, {
      name: "initech",
      slug_prefixes: ["initech", "ini", "ini"],
      registration_public_key: randomBytes(32).toString("base64"),
    });
    expect(made).toMatchObject({
      name: "initech",
      slugPrefixes: ["ini", "initech"],
      onboarded: true,
      hasRegistrationPublicKey: true,
    });
    expect(await selectWorkspaces(gateway.deps.db)).toContainEqual(made);

    const context = await commandLineContext(gateway.deps, "initech");
    const { api_key: key } = await createManagementKey(gateway.deps, context, {
      name: "first",
      scope: "management",
    });
    const body = { slug: "ini/model", targets: [{ provider: "BASETEN", model_id: "m" }] };
    const endpoint = await gateway.inject("POST", "/v1/gateway/endpoints", { key, body });
    expect(endpoint.status).toBe(200);
    const log = await gateway.inject("GET", "/v1/audit_logs?direction=asc&limit=1", { key });
    expect(log.json.items[0]).toMatchObject({ source: "SYSTEM", source_address: null });
    expect(log.json.items[0].actor).toMatchObject({
      type: "BASETEN_SYSTEM",
      id: "command-line",
      name: "command line",
    });
  });

  it("are answered 403 until they are onboarded", async () => {
    await createWorkspace(gateway.deps, {
      name: "later",
      slug_prefixes: ["later"],
      onboarded: false,
    });
    const context = await commandLineContext(gateway.deps, "later");
    const input = { name: "first", scope: "management" } as const;
    const { api_key: key } = await createManagementKey(gateway.deps, context, input);
    const answer = await gateway.inject("GET", "/v1/gateway/groups", { key });
    expect(answer).toMatchObject({ status: 403, json: { code: "WORKSPACE_NOT_ONBOARDED" } });
  });

  it("keep names and prefixes unique over all workspaces, and leave nothing half made", async () => {
    const before = await names();
    const refused = (input: Parameters<typeof createWorkspace>[1], path: string) =>
      expect(createWorkspace(gateway.deps, input)).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
        details: [expect.objectContaining({ path })],
      });
    await refused({ name: "default", slug_prefixes: ["new"] }, "name");
    await refused({ name: "new", slug_prefixes: ["fresh", "globex"] }, "slug_prefixes");
    await refused({ name: "new", slug_prefixes: [] }, "slug_prefixes");
    await refused({ name: "new", slug_prefixes: ["a/b"] }, "slug_prefixes.0");
    await refused({ name: "", slug_prefixes: ["new"] }, "name");
    const short = { name: "new", slug_prefixes: ["new"], registration_public_key: "AAAA" };
    await refused(short, "registration_public_key");
    expect(await names()).toEqual(before);
    await createWorkspace(gateway.deps, { name: "new", slug_prefixes: ["fresh"] });
  });

  it("give one prefix to exactly one of two that ask at the same moment", async () => {
    const ask = (name: string) =>
      createWorkspace(gateway.deps, { name, slug_prefixes: ["zz", "contested", "aa"] });
    const answers = await Promise.allSettled([ask("first"), ask("second")]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("list and revoke keys of the workspace that is named, and refuse a name that nobody has", async () => {
    const context = await commandLineContext(gateway.deps, "other");
    const [existing] = await listManagementKeys(gateway.deps, context);
    expect(existing).toMatchObject({ name: "management key", is_dashboard: false });
    const ownContext = await commandLineContext(gateway.deps, "default");
    const id = existing?.id ?? "";
    const foreign = revokeManagementKey(gateway.deps, ownContext, id);
    await expect(foreign).rejects.toMatchObject({ code: "FORBIDDEN" });
    await revokeManagementKey(gateway.deps, context, id);
    expect(await listManagementKeys(gateway.deps, context)).toEqual([]);
    const unknown = commandLineContext(gateway.deps, "nobody");
    await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
