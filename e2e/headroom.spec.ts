import { expect, type Locator, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { callModel, createDemoEndpoint, createGroup, mintKey } from "./gateway-api";
import { treeItem } from "./groups-page";
import { addMember, memberPassword, signIn } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";

const slug = "acme/demo";
const ids = { acme: "", engineering: "", search: "", globex: "" };
const keys = { search: "", ingest: "", globex: "" };
const tied = { email: "tied@example.com", password: memberPassword };
let stack: Stack;

const addGroup = (name: string, parentId?: string, requestsPerDay?: number) =>
  createGroup(stack, {
    ...{ externalId: name.toLowerCase().replaceAll(" ", "_"), name, enforcement: "CASCADING" },
    ...{ slug, ...(parentId && { parentId }), ...(requestsPerDay && { requestsPerDay }) },
  });

async function call(key: string, times: number, status = 200): Promise<void> {
  for (let count = 0; count < times; count++) {
    expect((await callModel(stack, key, { model: slug })).status).toBe(status);
  }
}

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack, slug);
  ids.acme = await addGroup("Acme Corp");
  ids.engineering = await addGroup("Engineering", ids.acme);
  ids.search = await addGroup("Search", ids.engineering, 10);
  const ingest = await addGroup("Ingest", ids.engineering, 10);
  ids.globex = await addGroup("Globex", undefined, 4);
  await addGroup("Idle Inc", undefined, 10);
  keys.search = await mintKey(stack, ids.search);
  keys.ingest = await mintKey(stack, ingest);
  keys.globex = await mintKey(stack, ids.globex);
  await call(keys.search, 7);
  await call(keys.ingest, 3);
  await call(keys.globex, 4);
  await call(keys.globex, 1, 429);
  await addMember(stack, { ...tied, role: "viewer", subtreeGroupId: ids.engineering });
});
test.afterAll(() => stack.stop());

/** What is drawn at the end of a row; the bars are read again every 15 s. */
async function expectHeadroom(row: Locator, text: string): Promise<void> {
  const figure = row.locator("[data-headroom] [data-text]");
  await expect(figure).toHaveAttribute("data-text", text, { timeout: 60_000 });
}

async function openGroups(page: Page): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/groups`);
  await expect(page.getByRole("tree", { name: "Groups" })).toBeVisible();
}

test("the worst headroom bubbles up to the collapsed root, and follows what is called", async ({
  page,
}) => {
  test.setTimeout(900_000);
  await signIn(page, stack);
  await openGroups(page);
  const acme = treeItem(page, "Acme Corp");
  await expectHeadroom(acme, "70%");
  await call(keys.search, 1);
  await expectHeadroom(acme, "80%");
  await expect(acme).toHaveAttribute("aria-expanded", "false");
  await expect(acme).toHaveAccessibleName("Acme Corp");
  await expect(acme).toHaveAccessibleDescription(
    /headroom: 80%, Search, requests per day: 8 of 10 used, acme\/demo$/,
  );
  await expectHeadroom(treeItem(page, "Globex"), "100%");
  await expectHeadroom(treeItem(page, "Idle Inc"), "—");
  await expect(treeItem(page, "Idle Inc")).toHaveAccessibleDescription(/No calls today$/);

  const bar = acme.locator("[data-headroom]");
  await expect(bar).toHaveAttribute("title", /^80%: Search, requests per day: 8 of 10 used/);

  await acme.press("ArrowRight");
  await expectHeadroom(treeItem(page, "Engineering"), "80%");
  await treeItem(page, "Engineering").press("ArrowRight");
  await expectHeadroom(treeItem(page, "Search"), "80%");
  await expectHeadroom(treeItem(page, "Ingest"), "30%");

  await page.getByLabel("Search groups").fill("ingest");
  await expectHeadroom(treeItem(page, "Ingest"), "30%");
});

test("a bar leads to the group below that it is of, and Subgroups says which that is", async ({
  page,
}) => {
  await signIn(page, stack);
  await openGroups(page);
  await expectHeadroom(treeItem(page, "Acme Corp"), "80%");
  await treeItem(page, "Acme Corp").locator("[data-headroom]").click();
  await page.waitForURL(`${stack.dashboardUrl}/groups/${ids.search}`);
  await expect(treeItem(page, "Search")).toHaveAttribute("aria-selected", "true");

  await page.goto(`${stack.dashboardUrl}/groups/${ids.acme}?tab=subgroups`);
  const row = page.getByRole("table", { name: "Subgroups" }).getByRole("row", {
    name: /^Engineering/,
  });
  await expect(row).toContainText("80%");
  await row.getByRole("link", { name: "Search" }).click();
  await page.waitForURL(`${stack.dashboardUrl}/groups/${ids.search}`);
});

test("nothing moves when the bars come", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  await signIn(page, stack);
  await openGroups(page);
  await expectHeadroom(treeItem(page, "Globex"), "100%");
  expect(await page.evaluate(() => Reflect.get(window, "shifts"))).toEqual([]);
});

test("the overview names the limits with least left, and leads to their groups", async ({
  page,
}) => {
  await signIn(page, stack);
  const nearest = page.getByRole("region", { name: "Nearest limits" });
  const lines = nearest.getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(0)).toContainText("Globex");
  await expect(lines.nth(0)).toContainText("100%");
  await expect(lines.nth(1)).toContainText(/Search.*10 requests per day.*80%.*resets in/s);
  await expect(nearest.getByRole("button")).toHaveCount(0);
  await lines.nth(1).getByRole("link", { name: "Search" }).click();
  await page.waitForURL(`${stack.dashboardUrl}/groups/${ids.search}`);
});

test("a member of a subtree sees the headroom of that alone", async ({ page }) => {
  await signIn(page, stack, tied);
  const nearest = page.getByRole("region", { name: "Nearest limits" });
  await expect(nearest.getByRole("listitem")).toHaveCount(1);
  await expect(nearest).toContainText("Search");
  await openGroups(page);
  await expectHeadroom(treeItem(page, "Engineering"), "80%");

  const cookie = await sessionCookie(stack, tied);
  for (const path of ["/api/headroom", "/api/headroom/nearest"]) {
    const text = await (
      await fetch(`${stack.dashboardUrl}${path}`, { headers: { cookie } })
    ).text();
    expect(text).toContain(ids.search);
    expect(text).not.toContain(ids.globex);
    expect(text).not.toContain(ids.acme);
    const signedOut = await fetch(`${stack.dashboardUrl}${path}`);
    expect(await signedOut.json()).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  }
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`the tree and the overview pass axe in both themes, ${size.width} px wide`, async ({
    page,
  }) => {
    await page.setViewportSize(size);
    await signIn(page, stack);
    for (const path of ["/groups", "/"]) {
      await page.goto(`${stack.dashboardUrl}${path}`);
      await expect(
        path === "/"
          ? page.getByRole("region", { name: "Nearest limits" }).getByRole("listitem").first()
          : treeItem(page, "Globex").locator('[data-headroom="used"]'),
      ).toBeVisible();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator("html")).toHaveClass(new RegExp(colorScheme));
        expect.soft(await seriousViolations(page), `${path}, ${colorScheme}`).toEqual([]);
      }
      const scrolls = () =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth;
      expect.soft(await page.evaluate(scrolls), `${path} scrolls sideways`).toBe(0);
    }
  });
}

test("the overview shows five limits, and all of them when asked", async ({ page }) => {
  const name = "A customer whose name is so long that no line of any overview can hold all of it";
  for (let number = 0; number < 5; number++) {
    const id = await addGroup(`${name} ${number}`, undefined, 1);
    await call(await mintKey(stack, id), 1);
  }
  await signIn(page, stack);
  const nearest = page.getByRole("region", { name: "Nearest limits" });
  const lines = nearest.getByRole("listitem");
  const all = nearest.getByRole("button", { name: "Show all 7" });
  await expect(all).toBeVisible({ timeout: 60_000 });
  await expect(lines).toHaveCount(5);
  await all.click();
  await expect(lines).toHaveCount(7);
  await expect(lines.filter({ hasText: "A customer" }).first().getByTitle(name)).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await nearest.getByRole("button", { name: "Show fewer" }).click();
  await expect(lines).toHaveCount(5);
});
