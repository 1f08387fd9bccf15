import { expect, test } from "@playwright/test";
import { editLimits, fillNewGroup, limitRow, mintKey, openTab, treeItem } from "./groups-page";
import { type HostedApi, startHostedApi } from "./hosted-double";
import { signIn } from "./members";
import { figure, openPlayground, send } from "./playground-page";
import { type Stack, startStack } from "./stack";

const customers = 2_300;
let hosted: HostedApi;
let stack: Stack;

test.beforeAll(async () => {
  hosted = await startHostedApi();
  for (let number = 0; number < customers; number++) {
    const id = hosted.state.nextId("grp");
    hosted.state.groups.set(id, {
      id,
      metadata: { external_entity_id: `cust_${number}`, name: `Customer ${number}` },
      models: [{ slug: "acme/glm-5.2", rate_limits: [], usage_limits: [] }],
      hierarchy: { limit_enforcement: "INDEPENDENT", parent_group_id: null },
      created_at: "2026-01-01T00:00:00Z",
    });
  }
  stack = await startStack({
    GATEWAY_API_URL: hosted.url,
    GATEWAY_API_KEY: hosted.managementKey,
  });
});
test.afterAll(async () => {
  await stack.stop();
  await hosted.close();
});

test.beforeEach(async ({ page }) => {
  await signIn(page, stack);
});

/** The extension paths a dashboard may ask once to learn what a server has. */
const probes = ["/v1/gateway/capabilities"];

test("no page breaks on a server without our extensions", async ({ page }) => {
  for (const path of [
    "/",
    "/groups",
    "/endpoints",
    "/usage",
    "/import",
    "/webhooks",
    "/audit",
    "/playground",
    "/settings",
  ]) {
    const response = await page.goto(`${stack.dashboardUrl}${path}`);
    expect(response?.status(), path).toBe(200);
    await expect(page.getByRole("heading", { level: 1 }).first(), path).toBeVisible();
    await expect(page.getByText(/went wrong|does not know/i), path).toHaveCount(0);
  }
  const refused = hosted.calls.filter(
    ({ status, path }) => status >= 400 && !probes.includes(path),
  );
  expect(refused, "no other unknown path was called").toEqual([]);
});

test("headroom is absent where the server does not tell it", async ({ page }) => {
  await page.goto(`${stack.dashboardUrl}/groups`);
  await expect(treeItem(page, "Customer 0")).toBeVisible();
  await expect(page.locator("[data-headroom]")).toHaveCount(0);
  await page.goto(`${stack.dashboardUrl}/`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Nearest limits")).toHaveCount(0);
});

test("a list of groups that can't be read is said and asked for once, and again when told to", async ({
  page,
}) => {
  hosted.breakGroupList(true);
  const asked = () => hosted.calls.filter(({ path }) => path === "/v1/gateway/groups").length;
  const before = asked();
  await page.goto(`${stack.dashboardUrl}/groups`);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(page.getByText("so far. The tree can be used already.")).toHaveCount(0);
  await page.waitForLoadState("networkidle");
  expect(asked() - before).toBeLessThan(10);
  hosted.breakGroupList(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(treeItem(page, "Customer 0")).toBeVisible();
});

test("endpoints are created, re-pointed and deleted, and a rename that did not happen is told", async ({
  page,
}) => {
  await page.goto(`${stack.dashboardUrl}/endpoints?new=1`);
  const dialog = page.getByRole("dialog", { name: "New endpoint" });
  await dialog.getByLabel("Slug", { exact: true }).fill("acme/first");
  await dialog.getByLabel("Provider").selectOption("BASETEN");
  await dialog.getByLabel("Model ID").fill("abcd1234");
  await dialog.getByRole("button", { name: "Create endpoint" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("60 s").first()).toBeVisible();
  const row = page.getByRole("row", { name: "acme/first" });
  await expect(row).toContainText("abcd1234");

  await row.getByRole("button", { name: "Re-point" }).click();
  await page.getByLabel("Model ID").fill("efgh5678");
  await page.getByRole("button", { name: "Re-point endpoint" }).click();
  await expect(row).toContainText("efgh5678");

  await row.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("New slug").fill("acme/second");
  await page.getByRole("button", { name: "Rename endpoint" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("kept the slug");
  await page.getByRole("button", { name: "Cancel" }).click();

  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel("Type acme/first to confirm").fill("acme/first");
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(row).toHaveCount(0);
  expect(hosted.state.endpoints.size).toBe(0);
});

test("a rule of the server's own shows at its field", async ({ page }) => {
  await page.goto(`${stack.dashboardUrl}/endpoints?new=1`);
  const dialog = page.getByRole("dialog", { name: "New endpoint" });
  await dialog.getByLabel("Slug", { exact: true }).fill("other/first");
  await dialog.getByLabel("Provider").selectOption("BASETEN");
  await dialog.getByLabel("Model ID").fill("abcd1234");
  await dialog.getByRole("button", { name: "Create endpoint" }).click();
  await expect(dialog.getByRole("alert")).toContainText("slug prefix is not yours");
});

test("the whole tree is paged through, and the last group is found", async ({ page }) => {
  await page.goto(`${stack.dashboardUrl}/groups`);
  await expect(treeItem(page, "Customer 0").first()).toBeVisible();
  await page.getByLabel("Search groups").fill(`cust_${customers - 1}`);
  await expect(page.getByRole("treeitem", { name: `Customer ${customers - 1}` })).toBeVisible();
});

test("a tree of groups gets limits, and shows the same effective ones as the server", async ({
  page,
}) => {
  await page.goto(`${stack.dashboardUrl}/groups`);
  await page.getByRole("button", { name: "New group" }).first().click();
  const root = await fillNewGroup(page, {
    name: "Hosted root",
    externalId: "hosted_root",
    slugs: ["acme/glm-5.2"],
  });
  await root.getByRole("button", { name: "Create group" }).click();
  await expect(root).toBeHidden();
  await editLimits(page, "acme/glm-5.2", { tokenRate: "1m", tokenRateUnit: "per minute" });
  await openTab(page, "Subgroups");
  await page.getByRole("button", { name: "New subgroup" }).first().click();
  const child = await fillNewGroup(page, {
    name: "Hosted child",
    externalId: "hosted_child",
    slugs: ["acme/glm-5.2"],
  });
  await child.getByRole("button", { name: "Create group" }).click();
  await expect(child).toBeHidden();
  // The dialog closes before the new group's page is there.
  await expect(page.getByRole("heading", { level: 1, name: "Hosted child" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("table", { name: "Subgroups" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Headroom" })).toHaveCount(0);
  await page.goForward();
  await openTab(page, "Limits");
  await expect(page.getByRole("row", { name: "Tokens per minute", exact: true })).toContainText(
    "Hosted root",
  );
  expect(await limitRow(page, "acme/glm-5.2", "Tokens per minute")).toMatchObject({
    Effective: "1M",
    From: "Hosted root",
    Used: expect.stringMatching(/^—/),
  });
  await page.getByRole("button", { name: "Levels of tokens per minute" }).click();
  await expect(page.getByText("The closest declaration holds: that of Hosted root")).toBeVisible();
  await page.getByRole("button", { name: "Edit limits" }).first().click();
  const form = page.getByRole("group", { name: "acme/glm-5.2" });
  await form.getByLabel("Token rate", { exact: true }).fill("10");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "What this changes" })).toBeVisible();
  await expect(page.getByText("The last 7 days")).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("link", { name: "Find a request" })).toHaveCount(0);
  await page.goto(`${stack.dashboardUrl}/requests`);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
  const refusals = await page.request.get(`${stack.dashboardUrl}/api/refusals?group_id=grp_1`);
  expect(await refusals.json()).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
});

test("usage over time is absent, and what a group used today is there", async ({ page }) => {
  const id = hosted.state.nextId("grp");
  hosted.state.groups.set(id, {
    id,
    metadata: { external_entity_id: "cust_daily", name: "Daily" },
    models: [
      {
        ...{ slug: "acme/glm-5.2", rate_limits: [] },
        usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 1_000 }],
      },
    ],
    hierarchy: { limit_enforcement: "INDEPENDENT", parent_group_id: null },
    created_at: "2026-01-01T00:00:00Z",
  });
  const billed = (key: string, externalEntityId: string, hoursAgo: number) => ({
    idempotencyKey: key,
    timestamp: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
    requestId: `req_${key}`,
    modelSlug: "acme/glm-5.2",
    externalEntityId,
    apiKeyPrefix: "sky_1",
    tokens: { inputTokens: 100, outputTokens: 40, cachedInputTokens: 25 },
  });
  hosted.state.events.push(
    ...[billed("1", "cust_daily", 48), billed("2", "cust_1", 0), billed("3", "cust_daily", 0)],
    billed("4", "cust_daily", 0),
  );
  await expect(page.getByRole("link", { name: "Usage", exact: true })).toHaveCount(0);
  await page.goto(`${stack.dashboardUrl}/usage`);
  await expect(
    page.getByRole("heading", { name: "This server keeps no usage over time" }),
  ).toBeVisible();
  const exported = await page.request.get(`${stack.dashboardUrl}/api/usage/export`);
  expect(exported.status()).toBe(404);
  await page.goto(`${stack.dashboardUrl}/groups/${id}?tab=usage`);
  await expect(page.getByRole("row", { name: "Tokens per day", exact: true })).toContainText("1k");
  const events = page.getByRole("table", { name: "Billed today" });
  const figures = events.getByRole("row", { name: "acme/glm-5.2" }).getByRole("cell");
  await expect(figures).toHaveText(["2", "200", "50", "80"]);
  await expect(page.getByLabel("Range")).toHaveCount(0);
  await expect(page.getByText("Refused in the last 24 hours")).toHaveCount(0);
  hosted.state.groups.delete(id);
});

test("the overview has what this server tells of: neither traffic over time nor notices", async ({
  page,
}) => {
  await page.goto(stack.dashboardUrl);
  await expect(page.getByLabel("Workspace", { exact: true })).toContainText("Groups");
  await expect(page.getByRole("heading", { name: "Recent changes" })).toBeVisible();
  for (const name of ["Today", "Needs attention"]) {
    await expect(page.getByRole("heading", { name })).toHaveCount(0);
  }
  await expect(page.getByText("could not be read")).toHaveCount(0);
});

test("the audit log is filtered by what the hosted service records, and by nothing else", async ({
  page,
}) => {
  const asked = hosted.calls.length;
  await page.goto(`${stack.dashboardUrl}/audit?kind=keys&actor=ana&range=7d`);
  await expect(page.getByLabel("Search the audit log")).toBeVisible();
  await expect(page.getByText("in the last 7 days").first()).toBeVisible();
  await expect(page.getByLabel("Who")).toHaveCount(0);
  const kinds = page.getByLabel("Kind").getByRole("option");
  await expect(kinds).toHaveText([
    ...["All kinds", "Endpoints", "Secrets", "Management keys", "Webhooks"],
  ]);
  const file = await page.request.get(`${stack.dashboardUrl}/api/audit/export?range=7d&search=x`);
  expect(await file.text()).toMatch(/^\uFEFFtime_utc,event,subject,changes,who,from,entry_id\r\n$/);
  const paths = hosted.calls.slice(asked).map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith("/v1/audit_logs"))).toEqual([
    "/v1/audit_logs",
    "/v1/audit_logs",
  ]);
});

test("management keys are made once, listed and ended", async ({ page }) => {
  await page.goto(`${stack.dashboardUrl}/settings?section=management-keys`);
  await page.getByRole("button", { name: "New management key" }).click();
  const dialog = page.getByRole("dialog", { name: "New management key" });
  await expect(dialog.getByLabel("Scope").getByRole("option", { name: "View" })).toHaveCount(0);
  await dialog.getByLabel("Name").fill("terraform");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const reveal = page.getByRole("dialog", { name: "Save this key now" });
  await expect(reveal).toBeVisible();
  await reveal.getByLabel("I have saved", { exact: false }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  const table = page.getByRole("table", { name: "Management keys" });
  await expect(table.getByText("terraform")).toBeVisible();
  await expect(table.getByText("Management", { exact: true })).toBeVisible();
  await table.getByRole("button", { name: "Revoke terraform" }).click();
  const confirm = page.getByRole("dialog", { name: "Revoke management key" });
  await confirm.getByLabel("Type terraform to confirm").fill("terraform");
  await confirm.getByRole("button", { name: "Revoke key" }).click();
  await expect(table.getByText("terraform")).toHaveCount(0);
});

test("webhooks are absent, and their routes tell nothing", async ({ page }) => {
  await expect(page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
  await page.goto(`${stack.dashboardUrl}/webhooks`);
  await expect(
    page.getByRole("heading", { name: "This server has no webhooks to set up" }),
  ).toBeVisible();
  for (const path of ["", "/deliveries", "/deliveries/x", "/redelivery?since=0"]) {
    const answer = await page.request.get(`${stack.dashboardUrl}/api/webhooks${path}`);
    expect(await answer.json(), path).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
  }
});

test("keys are minted, revealed once, listed and revoked", async ({ page }) => {
  const [group] = hosted.state.groups.values();
  await page.goto(`${stack.dashboardUrl}/groups/${group?.id}`);
  const { dialog, field } = await mintKey(page, "hosted");
  const key = await field.inputValue();
  const prefix = key.slice(0, key.indexOf("."));
  expect(hosted.state.keys.has(prefix)).toBe(true);
  await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("row", { name: prefix }).getByRole("button", { name: "Revoke" }).click();
  const confirm = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await confirm.getByRole("textbox").fill(prefix.slice(-4));
  await confirm.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(prefix)).toHaveCount(0);
  expect(hosted.state.keys.has(prefix)).toBe(false);
});

test("a rotation is there again, without the times that this server does not tell", async ({
  page,
}) => {
  const [group] = hosted.state.groups.values();
  hosted.state.keys.set("sky_rotated", {
    ...{ prefix: "sky_rotated", name: "live", groupId: group?.id ?? "" },
  });
  await page.goto(`${stack.dashboardUrl}/groups/${group?.id}?tab=keys`);
  await page.getByRole("row", { name: "live" }).getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("button", { name: "Mint the new key" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this key now" });
  await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await openTab(page, "Limits");
  await openTab(page, "Keys");
  const card = page.getByRole("region", { name: "Rotation of live" });
  await expect(card).toContainText("both work");
  await expect(card).toContainText("live (2)");
  await expect(card).not.toContainText(/Last used|Not used/);
});

test("the playground answers, and says nothing of what only our gateway can tell", async ({
  page,
}) => {
  const [group] = hosted.state.groups.values();
  hosted.state.keys.set("sky_playground", {
    ...{ prefix: "sky_playground", name: null, groupId: group?.id ?? "" },
  });
  await openPlayground(page, stack, { slug: "acme/glm-5.2", key: "sky_playground.secret" });
  const answer = await send(page, "Hi");
  await expect(answer).toContainText("Hello from the hosted service");
  expect(await figure(answer, "Prompt")).toBe("12 tokens");
  await answer.getByText("Response headers").click();
  await expect(answer.getByRole("row", { name: "x-served-by" })).toContainText("hosted");
  await expect(answer.getByText("What it charged")).toHaveCount(0);
  await expect(answer.getByText("Find this request")).toHaveCount(0);
  await page.getByLabel("API key").fill("sky_unknown.secret");
  await expect(await send(page, "Hi")).toContainText("invalid api key");
  expect(hosted.calls.filter(({ path }) => path.includes("/requests/"))).toEqual([]);
  const told = await page.request.get(
    `${stack.dashboardUrl}/api/playground/charges?request=req_01HZX3V7N8Q2W4E6R8T0Y1M3K5`,
  );
  expect(await told.json()).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
});

test("with a key that may only list groups, the tree works and the rest says what was refused", async ({
  page,
}) => {
  hosted.treatAsViewKey(true);
  await page.goto(`${stack.dashboardUrl}/groups`);
  await expect(treeItem(page, "Customer 1")).toBeVisible();
  for (const path of ["/", "/endpoints"]) {
    await page.goto(`${stack.dashboardUrl}${path}`);
    await expect(page.getByRole("main").getByRole("alert")).toContainText("403: Forbidden");
  }
  await page.goto(`${stack.dashboardUrl}/groups/grp0000001?tab=keys`);
  await expect(page.getByRole("main").getByText(/403/).first()).toBeVisible();
});
