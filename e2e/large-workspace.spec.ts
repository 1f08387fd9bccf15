import { expect, type Page, test } from "@playwright/test";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { openTab, treeItem } from "./groups-page";
import { signIn, withDatabase } from "./members";
import { type Stack, startStack } from "./stack";

const roots = 99_000;
const children = 1_000;
const keys = 10_000;

let stack: Stack;
let parentId: string;
test.beforeAll(async () => {
  test.setTimeout(900_000);
  stack = await startStack();
  await createDemoEndpoint(stack);
  parentId = await createGroup(stack, { externalId: "first", name: "Parent" });
  await addThousands();
});
test.afterAll(() => stack.stop());

/** Straight to the database: that the API can create many has its own tests. */
function addThousands(): Promise<unknown> {
  return withDatabase(stack, async (client) => {
    const workspace = "(SELECT workspace_id FROM groups WHERE id = $1)";
    await client.query(
      `INSERT INTO groups (id, workspace_id, root_id, path, external_entity_id, name, limit_enforcement)
       SELECT 'grp_r' || n, ${workspace}, 'grp_r' || n, ARRAY['grp_r' || n], 'cust_' || n, 'Customer ' || n, 'INDEPENDENT'
       FROM generate_series(1, $2::int) n`,
      [parentId, roots],
    );
    await client.query(
      `INSERT INTO groups (id, workspace_id, root_id, parent_id, path, external_entity_id, name, limit_enforcement)
       SELECT 'grp_c' || n, ${workspace}, $1::text, $1::text, ARRAY[$1::text, 'grp_c' || n], 'team_' || n, 'Team ' || n, 'INDEPENDENT'
       FROM generate_series(1, $2::int) n`,
      [parentId, children],
    );
    await client.query(
      `INSERT INTO api_keys (workspace_id, group_id, prefix, key_hash, name)
       SELECT ${workspace}, $1::text, 'sky_' || lpad(n::text, 12, '0'), sha256(n::text::bytea), 'key ' || n
       FROM generate_series(1, $2::int) n`,
      [parentId, keys],
    );
    await client.query("ANALYZE");
  });
}

/** How often each text stands in what the browser was sent: pages, JSON and server components. */
function watchAnswers(page: Page): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (/json|html|x-component/.test(type)) bodies.push(response.text().catch(() => ""));
  });
  return async () => (await Promise.all(bodies.splice(0))).join("\n");
}

const distinct = (text: string, pattern: RegExp) => new Set(text.match(pattern) ?? []).size;
const drawn = (page: Page) => page.getByRole("treeitem").count();

test("case 22: with 100,000 groups the tree reads and draws what is looked at, and no more", async ({
  page,
}) => {
  await signIn(page, stack);
  const received = watchAnswers(page);
  await page.goto(`${stack.dashboardUrl}/groups`);
  await treeItem(page, "Customer 5").waitFor();
  const opened = distinct(await received(), /"grp_[^"\\]+/g);
  expect(opened).toBeGreaterThan(0);
  expect(opened).toBeLessThanOrEqual(400);
  expect(await drawn(page)).toBeLessThanOrEqual(100);

  await treeItem(page, "Parent").focus();
  await page.keyboard.press("ArrowRight");
  await expect(treeItem(page, "Team 5")).toHaveAttribute("aria-setsize", String(children));
  expect(distinct(await received(), /"grp_c\d+/g)).toBeLessThanOrEqual(400);
  expect(await drawn(page)).toBeLessThanOrEqual(100);

  await page.getByLabel("Search groups").fill(`cust_${roots - 1}`);
  await expect(treeItem(page, `Customer ${roots - 1}`)).toBeVisible();
  await received();
  await page.getByLabel("Search groups").fill(`cust_${roots}`);
  await treeItem(page, `Customer ${roots}`).waitFor();
  expect(distinct(await received(), /"grp_[^"\\]+/g)).toBeLessThanOrEqual(50);
});

test("case 22: of 10,000 keys and 1,000 subgroups a page is read at a time", async ({ page }) => {
  await signIn(page, stack);
  const received = watchAnswers(page);
  await page.goto(`${stack.dashboardUrl}/groups/${parentId}?tab=keys`);
  await expect(page.getByRole("row", { name: "key 1", exact: false }).first()).toBeVisible();
  expect(distinct(await received(), /sky_\d{12}/g)).toBeLessThanOrEqual(100);
  await page.getByRole("button", { name: "Show more keys" }).click();
  await expect(page.getByText("key 150", { exact: true })).toBeVisible();
  expect(distinct(await received(), /sky_\d{12}/g)).toBeLessThanOrEqual(100);
  await openTab(page, "Subgroups");
  await expect(page.getByRole("cell", { name: "Team 5", exact: true })).toBeVisible();
  expect(distinct(await received(), /"grp_c\d+/g)).toBeLessThanOrEqual(400);
  for (const path of ["/", "/usage", "/endpoints", "/audit", "/settings"]) {
    await page.goto(`${stack.dashboardUrl}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const text = await received();
    expect(distinct(text, /grp_[rc]\d+/g), path).toBeLessThanOrEqual(400);
    expect(distinct(text, /sky_\d{12}/g), path).toBeLessThanOrEqual(100);
  }
});
