import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { createDemoEndpoint, createGroup, manage } from "./gateway-api";
import { addMember, memberPassword, signIn } from "./members";
import { type Stack, startStack } from "./stack";

const slug = "acme/demo";
let stack: Stack;

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack, slug);
});
test.afterAll(() => stack.stop());

const head = "external_id,name,parent,mode,slug,tokens_per_minute,tokens_per_day";

async function compare(page: Page, ...lines: string[]): Promise<void> {
  await page.getByLabel("Groups as CSV").fill([head, ...lines].join("\n"));
  await page.getByRole("button", { name: "Compare" }).click();
}

const status = (page: Page) => page.getByRole("region", { name: "Comparison" }).getByRole("status");
const findRow = (page: Page, externalId: string) =>
  page
    .getByRole("table", { name: "Groups of the file" })
    .getByRole("row")
    .filter({
      has: page.getByRole("rowheader").filter({ hasText: externalId }),
    });

async function groupCalled(externalId: string) {
  const list = await manage(
    stack,
    "GET",
    `/v1/gateway/groups?external_entity_id=${encodeURIComponent(externalId)}`,
  );
  const [group] = list["items"] as Record<string, unknown>[];
  return group;
}

async function exported(page: Page, link = "Export as CSV"): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: link }).click();
  const text = await readFile(await (await download).path(), "utf8");
  // The mark by which Excel reads it as UTF-8.
  expect(text.startsWith("\uFEFF")).toBe(link.includes("CSV"));
  return text.replace("\uFEFF", "");
}

test("a file makes a tree of groups; its export says the same, and a changed line changes one group", async ({
  page,
}) => {
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/groups`);
  await page.getByRole("link", { name: "Import and export" }).click();
  await page.getByLabel("CSV or YAML file").setInputFiles({
    name: "customers.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      [
        head,
        "cust_7_search,Search,cust_7,,acme/demo,250k,",
        'cust_7,"Müller, Söhne & Co",,CASCADING,acme/demo,1m,0',
        "cust_8,,,,acme/demo,,",
        "cust_8,,,,acme/later,,",
      ].join("\r\n"),
    ),
  });
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(status(page)).toHaveText("3 to create");
  const comparison = page.getByRole("region", { name: "Comparison" });
  await expect(comparison.getByRole("heading", { name: "customers.csv" })).toBeVisible();
  await expect(findRow(page, "cust_7_search")).toContainText("250,000");
  await expect(findRow(page, "cust_7_search")).toContainText("CASCADING");
  await expect(findRow(page, "cust_8")).toContainText("INDEPENDENT");
  await expect(findRow(page, "cust_8")).toContainText("acme/latermay call, but no endpoint serves");
  expect(await groupCalled("cust_7"), "a comparison changes nothing").toBeUndefined();

  await page.getByRole("button", { name: "Apply to 3 groups" }).click();
  await expect(status(page)).toHaveText("3 groups applied");
  await expect(page.getByText("Created")).toHaveCount(3);
  const parent = await groupCalled("cust_7");
  expect(parent).toMatchObject({
    metadata: { name: "Müller, Söhne & Co" },
    models: [
      {
        slug,
        rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 }],
        usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 0 }],
      },
    ],
  });
  expect(await groupCalled("cust_7_search")).toMatchObject({
    hierarchy: { parent_group_id: parent?.["id"], limit_enforcement: "CASCADING" },
  });

  const file = await exported(page);
  await page.getByLabel("Groups as CSV").fill(file);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(status(page)).toHaveText("Nothing differs: all of it is there already.");
  await expect(comparison.getByRole("link", { name: "All groups" })).toBeVisible();
  await page.getByLabel("Groups as CSV").fill(file.replace("250000", "300k"));
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(status(page)).toHaveText("1 to change · 2 the same already");
  await expect(findRow(page, "cust_7_search")).toContainText("250,000300,000");
  await page.getByRole("button", { name: "Apply to 1 group" }).click();
  await expect(status(page)).toHaveText("1 group applied");
  await comparison.getByRole("link", { name: "All groups" }).click();
  await expect(page.getByRole("treeitem", { name: "Müller, Söhne & Co" })).toBeVisible();
});

test("what is wrong with a file is told by its lines, and what is typed stays", async ({
  page,
}) => {
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/import`);
  await compare(page, "a,A,,,acme/demo,lots,", ",B,,,acme/demo,,");
  const problems = page.getByRole("alert", { name: "Problems" });
  await expect(problems.getByRole("listitem")).toHaveText([/Line 2.*“lots”/, /Line 3.*blank/]);
  await expect(page.getByLabel("Groups as CSV")).toHaveValue(/lots/);
  await expect(page.getByRole("button", { name: /^Apply/ })).toHaveCount(0);
  expect(await seriousViolations(page)).toEqual([]);
});

test("a YAML tree is read, exported and read again; its parser comes with it, and not before", async ({
  page,
}) => {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/import`);
  await page.getByLabel("CSV or YAML file").setInputFiles({
    name: "tree.yml",
    mimeType: "application/yaml",
    buffer: Buffer.from(
      [
        "- external_id: yaml_top",
        '  name: "Top: #1"',
        "  mode: CASCADING",
        "  models: [{slug: acme/demo, tokens_per_minute: 1m}]",
        "  children:",
        "    - external_id: yaml_team",
        "      models:",
        "        - slug: acme/demo",
        "          tokens_per_minute: lots",
      ].join("\n"),
    ),
  });
  await page.waitForLoadState("networkidle");
  const before = new Set(scripts);
  await page.getByRole("button", { name: "Compare" }).click();
  const problems = page.getByRole("alert", { name: "Problems" });
  await expect(problems.getByRole("heading")).toHaveText(/1 problem in tree\.yml;/);
  await expect(problems.getByRole("listitem")).toHaveText([/Line 8.*“lots”/]);
  expect(scripts.filter((url) => !before.has(url)).length).toBeGreaterThan(0);

  const field = page.getByLabel("Groups as CSV or YAML");
  await field.fill((await field.inputValue()).replace("lots", "250k"));
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(status(page)).toHaveText("2 to create");
  await expect(page.getByRole("heading", { name: "tree.yml, edited" })).toBeVisible();
  await page.getByRole("button", { name: "Apply to 2 groups" }).click();
  await expect(status(page)).toHaveText("2 groups applied");
  const top = await groupCalled("yaml_top");
  expect(top).toMatchObject({ metadata: { name: "Top: #1" } });
  expect(await groupCalled("yaml_team")).toMatchObject({
    metadata: { name: null },
    hierarchy: { parent_group_id: top?.["id"], limit_enforcement: "CASCADING" },
    models: [{ rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 250_000 }] }],
  });

  const file = await exported(page, "Export as YAML");
  expect(file).toContain("- external_id: yaml_top\n");
  expect(file).toContain("    - external_id: yaml_team\n");
  await field.fill(file);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(status(page)).toHaveText("Nothing differs: all of it is there already.");

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder(/^Groups by name/).fill("export groups");
  const download = page.waitForEvent("download");
  await page.getByRole("option", { name: "Export groups as YAML" }).click();
  expect((await download).suggestedFilename()).toMatch(/^groups-.*\.yaml$/);
  const refused = await page.request.get(`${stack.dashboardUrl}/api/groups/export?format=xml`);
  expect(refused.status()).toBe(400);
});

test("each row has its own result: what a rule refuses, and what somebody changed meanwhile", async ({
  page,
}) => {
  const poolId = await createGroup(stack, {
    externalId: "pool",
    enforcement: "CASCADING",
    tokensPerMinute: 1_000,
  });
  const pool = (threshold: number) => ({
    models: [
      { slug, rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold }], usage_limits: [] },
    ],
  });
  const staleId = await createGroup(stack, { externalId: "stale" });
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/import`);
  await compare(
    page,
    "pool_above,,pool,,acme/demo,200,",
    "pool_below,,pool,,acme/demo,50,",
    "stale,Mine,,,acme/demo,,",
    "nowhere,,nobody,,acme/demo,,",
  );
  await expect(status(page)).toHaveText("2 to create · 1 to change · 1 not possible");
  await manage(stack, "PATCH", `/v1/gateway/groups/${staleId}`, { metadata: { name: "Theirs" } });
  await manage(stack, "PATCH", `/v1/gateway/groups/${poolId}`, pool(100));
  await page.getByRole("button", { name: "Apply to 3 groups" }).click();
  await expect(status(page)).toHaveText("1 group applied · 2 refused · 1 not possible");
  await expect(findRow(page, "pool_above")).toContainText("above the 100 of pool");
  await expect(findRow(page, "pool_below")).toContainText("Created");
  await expect(findRow(page, "stale")).toContainText(
    "Theirs was changed meanwhile. Compare again.",
  );
  await expect(findRow(page, "nowhere")).toContainText(
    "neither in this file nor among your groups",
  );
  expect(await groupCalled("stale")).toMatchObject({ metadata: { name: "Theirs" } });
  expect(await seriousViolations(page)).toEqual([]);

  await manage(stack, "PATCH", `/v1/gateway/groups/${poolId}`, pool(500));
  await page.getByRole("button", { name: "Try the rest again" }).click();
  await expect(status(page)).toHaveText("2 groups applied · 1 refused · 1 not possible");
  expect(await groupCalled("pool_above")).toBeDefined();
});

test("a file lifts a pool and what is in it at once, whatever the order of its lines", async ({
  page,
}) => {
  const top = { enforcement: "CASCADING" as const, tokensPerMinute: 100 };
  const parentId = await createGroup(stack, { ...top, externalId: "lift" });
  await createGroup(stack, { ...top, externalId: "lift_child", parentId });
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/import`);
  await compare(page, "lift_child,,lift,,acme/demo,900,", "lift,,,,acme/demo,1k,");
  await page.getByRole("button", { name: "Apply to 2 groups" }).click();
  await expect(status(page)).toHaveText("2 groups applied");
});

test("a member with one group exports and imports that one and what is below, a viewer nothing", async ({
  page,
}) => {
  const ownId = await createGroup(stack, { externalId: "own", name: "Own" });
  await createGroup(stack, { externalId: "own_team", parentId: ownId });
  await createGroup(stack, { externalId: "neighbour" });
  const tied = { email: "tied@example.com", password: memberPassword };
  await addMember(stack, { email: tied.email, role: "operator", subtreeGroupId: ownId });
  await signIn(page, stack, tied);
  await page.goto(`${stack.dashboardUrl}/import`);
  expect((await exported(page)).match(/^[^,\r\n]+/gm)).toEqual(["external_id", "own", "own_team"]);
  await compare(
    page,
    "own_new,,own,,acme/demo,,",
    "a_root,,,,acme/demo,,",
    "neighbour,Taken,,,acme/demo,,",
    "below_neighbour,,neighbour,,acme/demo,,",
  );
  await expect(status(page)).toHaveText("1 to create · 3 not possible");
  await page.getByRole("button", { name: "Apply to 1 group" }).click();
  await expect(status(page)).toHaveText("1 group applied · 3 not possible");

  const viewer = { email: "looks@example.com", password: memberPassword };
  await addMember(stack, { email: viewer.email, role: "viewer" });
  await page.context().clearCookies();
  await signIn(page, stack, viewer);
  await page.goto(`${stack.dashboardUrl}/import`);
  await expect(page.getByText("An operator or admin can import groups")).toBeVisible();
  await expect(page.getByLabel("Groups as CSV")).toHaveCount(0);
});
