import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { addMember, memberPassword, signIn, withDatabase } from "./members";
import { type Stack, startStack } from "./stack";

let stack: Stack;
const old = 120;

/** Entries of long ago, straight to the database: the clock can't be turned back for them. */
async function addOldEntries(): Promise<void> {
  await withDatabase(stack, (client) =>
    client.query(
      `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor, source)
       SELECT 'aud_old_' || n, id, '2025-03-10T00:00:00Z'::timestamptz + n * interval '10 minutes',
         'GATEWAY_API_KEY_CREATED',
         jsonb_build_object('event_type', 'GATEWAY_API_KEY_CREATED', 'prefix', '=old_' || n),
         '{"type":"USER","id":"mem_gone","name":"gone@example.com","email":"gone@example.com"}',
         '192.0.2.1'
       FROM workspaces, generate_series(0, $1 - 1) AS n WHERE name = 'default' ORDER BY n`,
      [old],
    ),
  );
}

test.beforeAll(async () => {
  stack = await startStack();
  await addOldEntries();
  await createDemoEndpoint(stack);
  const groupId = await createGroup(stack, { externalId: "cust_1", name: "Acme Corp" });
  await addMember(stack, { email: "viewer@example.com", role: "viewer" });
  await addMember(stack, {
    ...{ email: "subtree@example.com", role: "viewer", subtreeGroupId: groupId },
  });
});
test.afterAll(() => stack.stop());

const as = (email: string) => ({ email, password: memberPassword });
const entries = (page: Page) =>
  page.getByRole("table", { name: "Audit log" }).locator("tbody").getByRole("row");

async function open(page: Page, path = "/audit"): Promise<void> {
  await page.goto(`${stack.dashboardUrl}${path}`);
  await expect(page.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
}

async function exported(page: Page): Promise<{ name: string; lines: string[] }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  // The mark by which Excel reads it as UTF-8.
  expect(text.startsWith("\uFEFF")).toBe(true);
  const lines = text.slice(1).trimEnd().split("\r\n");
  return { name: download.suggestedFilename(), lines };
}

test("filters by kind, person and days are in the address, work together, and Back undoes them", async ({
  page,
}) => {
  await signIn(page, stack);
  await open(page);
  await expect(page.getByRole("button", { name: "Clear filters" })).toHaveCount(0);
  await page.getByLabel("Kind").selectOption("Groups");
  await expect(page).toHaveURL(/\/audit\?kind=groups$/);
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText("Group created");

  await page.getByLabel("Kind").selectOption("Keys");
  await page.getByLabel("Who").selectOption("gone@example.com");
  await page.getByLabel("Time").selectOption("Days…");
  await page.getByLabel("First day").fill("2025-03-10");
  await page.getByLabel("Last day").fill("2025-03-10");
  await expect(page).toHaveURL(/first=2025-03-10&last=2025-03-10/);
  await expect(page.getByRole("link", { name: "Older" })).toBeVisible();
  await expect(entries(page).first()).toContainText("=old_119");

  await page.getByLabel("Time").selectOption("Last 7 days");
  await expect(page.getByText("No entries match")).toBeVisible();
  await expect(
    page.getByText("There is nothing about keys, by gone@example.com, in the last 7 days."),
  ).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Last day")).toHaveValue("2025-03-10");
  await expect(entries(page).first()).toContainText("=old_119");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(`${stack.dashboardUrl}/audit`);
  for (const label of ["Kind", "Who"]) await expect(page.getByLabel(label)).toHaveValue("");
  await expect(page.getByLabel("Time")).toHaveValue("any");
});

test("the search joins the filters, and a reload keeps them all", async ({ page }) => {
  await signIn(page, stack);
  await open(page, "/audit?kind=keys");
  await page.getByLabel("Search the audit log").fill("old_7");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/search=old_7&kind=keys/);
  await expect(entries(page)).toHaveCount(11);
  await page.reload();
  await expect(page.getByLabel("Search the audit log")).toHaveValue("old_7");
  await expect(page.getByLabel("Kind")).toHaveValue("keys");
  await expect(entries(page)).toHaveCount(11);
});

test("paging keeps the filters to the end, and the file holds every page", async ({ page }) => {
  await signIn(page, stack);
  await open(page, "/audit?actor=gone%40example.com");
  const seen: string[] = [];
  for (const [size, first] of [
    [50, old - 1],
    [50, old - 51],
    [20, old - 101],
  ]) {
    await expect(entries(page).first()).toContainText(`=old_${first}`);
    await expect(entries(page)).toHaveCount(size ?? 0);
    seen.push(...(await entries(page).locator("td:nth-child(3)").allInnerTexts()));
    await expect(page.getByLabel("Who")).toHaveValue("gone@example.com");
    if (size === 50) await page.getByRole("link", { name: "Older" }).click();
  }
  await expect(page.getByRole("link", { name: "Newest" })).toHaveAttribute(
    "href",
    "/audit?actor=gone%40example.com",
  );
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  const expected = Array.from({ length: old }, (_, index) => `=old_${old - 1 - index}`);
  expect(seen.map((text) => text.trim())).toEqual(expected);

  const { name, lines } = await exported(page);
  expect(name).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  expect(lines[0]).toBe("time_utc,event,subject,changes,who,from,entry_id");
  expect(lines[1]).toBe(
    "2025-03-10T19:50:00.000Z,Key minted,'=old_119,,gone@example.com,192.0.2.1,aud_old_119",
  );
  expect(lines).toHaveLength(old + 1);
});

test("a log longer than the server's page is exported whole", async ({ page }) => {
  await withDatabase(stack, (client) =>
    client.query(
      `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor)
       SELECT 'aud_many_' || n, id, now(), 'SECRET_SAVED', '{"event_type":"SECRET_SAVED"}',
         '{"type":"API_KEY","id":"mky_1","name":"terraform"}'
       FROM workspaces, generate_series(1, 450) AS n WHERE name = 'default'`,
    ),
  );
  await signIn(page, stack);
  await open(page, "/audit?actor=terraform&range=today");
  const { lines } = await exported(page);
  expect(new Set(lines).size).toBe(451);
});

test("the dashboard's own log has filters by kind and time, and a file of its own", async ({
  page,
}) => {
  await signIn(page, stack);
  await open(page, "/audit?log=dashboard");
  const events = page.getByRole("table", { name: "Dashboard events" });
  await page.getByLabel("Kind").selectOption("Sign-ins");
  await page.getByLabel("Time").selectOption("Today");
  await expect(page).toHaveURL(/log=dashboard&kind=sign-ins&range=today/);
  await expect(events.getByText("Signed in").first()).toBeVisible();
  const { name, lines } = await exported(page);
  expect(name).toMatch(/^dashboard-audit-.*\.csv$/);
  expect(lines[0]).toBe("time_utc,event,whose,details,by,from,entry_id");
  expect(lines.slice(1).every((line) => /,Sign(ed in|-in failed),/.test(line))).toBe(true);
  await page.getByLabel("Kind").selectOption("Passwords and sessions");
  await expect(
    page.getByText("There is nothing about passwords and sessions, today."),
  ).toBeVisible();
  await page.getByRole("link", { name: "Show all entries" }).click();
  await expect(events).toBeVisible();
});

test("the file is for who may see the page: not for a subtree, and the dashboard's only for admins", async ({
  page,
}) => {
  const path = `${stack.dashboardUrl}/api/audit/export`;
  expect((await page.request.get(path)).status(), "signed out").toBe(401);
  await signIn(page, stack, as("viewer@example.com"));
  expect((await page.request.get(path)).status()).toBe(200);
  expect((await page.request.get(`${path}?log=dashboard`)).status()).toBe(403);
  await open(page, "/audit?log=dashboard");
  await expect(page.getByRole("table", { name: "Audit log" })).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, stack, as("subtree@example.com"));
  const refused = await page.request.get(path);
  expect(refused.status()).toBe(403);
  expect(await refused.text()).not.toContain("old_");
  await open(page);
  await expect(page.getByText("you manage one group of it")).toBeVisible();
  await expect(page.getByLabel("Kind")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Export CSV" })).toHaveCount(0);
});

test("a cursor or a window that makes no sense is said, not broken", async ({ page }) => {
  await signIn(page, stack);
  await open(page, "/audit?cursor=nonsense");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("cursor");
  await open(page, "/audit?range=custom&first=2026-02-02&last=2026-01-01");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("before");
});
