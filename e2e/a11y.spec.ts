import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { mintKey } from "./groups-page";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";

let stack: Stack;
let emptyPaths: string[];
let fullPaths: string[];

test.beforeAll(async () => {
  stack = await startStack();
});
test.afterAll(() => stack.stop());

const themes = ["light", "dark"] as const;
const pages = ["/", "/groups", "/endpoints", "/settings"];
const phone = { width: 390, height: 844 };
const wide = { width: 1440, height: 900 };

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${stack.dashboardUrl}${path}`);
  await expect(page.getByRole("heading", { level: 1 }).first(), path).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

async function check(page: Page, where: string): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html"), where).toHaveClass(new RegExp(colorScheme));
    expect.soft(await seriousViolations(page), `${where}, ${colorScheme}`).toEqual([]);
  }
}

async function checkWidth(page: Page, where: string): Promise<void> {
  const { scrolls, clips } = await page.evaluate(() => ({
    scrolls: document.documentElement.scrollWidth,
    clips: document.documentElement.clientWidth,
  }));
  expect.soft(scrolls, `${where} scrolls sideways`).toBeLessThanOrEqual(clips);
}

async function checkEvery(page: Page, paths: string[], state: string): Promise<void> {
  for (const size of [wide, phone]) {
    await page.setViewportSize(size);
    for (const path of paths) {
      await open(page, path);
      const where = `${path} (${state}, ${size.width} px)`;
      await check(page, where);
      await checkWidth(page, where);
    }
  }
}

test("the sign-in page has no serious violation in either theme", async ({ page }) => {
  await checkEvery(page, ["/sign-in"], "signed out");
});

test("no page of an empty workspace has a serious violation or scrolls sideways", async ({
  page,
}) => {
  emptyPaths = pages;
  await signIn(page, stack);
  await checkEvery(page, emptyPaths, "empty");
});

test("no page of a filled workspace has a serious violation or scrolls sideways", async ({
  page,
}) => {
  await createDemoEndpoint(stack);
  const root = await createGroup(stack, {
    externalId: "cust_1",
    name: "Acme Corp",
    enforcement: "CASCADING",
    tokensPerMinute: 1_000_000,
  });
  const child = await createGroup(stack, {
    externalId: "cust_1_search",
    parentId: root,
    tokensPerMinute: 700_000,
  });
  await createGroup(stack, { externalId: "cust_2", slug: "acme/nobody-serves-this" });
  const tabs = ["limits", "keys", "usage", "subgroups", "activity"];
  fullPaths = [...pages, ...tabs.map((tab) => `/groups/${child}?tab=${tab}`)];
  await signIn(page, stack);
  await checkEvery(page, fullPaths, "filled");
});

test("the dialogs have no serious violation in either theme", async ({ page }) => {
  await signIn(page, stack);
  await open(page, "/endpoints?new=1");
  await expect(page.getByRole("dialog", { name: "New endpoint" })).toBeVisible();
  await check(page, "New endpoint");
  await open(page, "/groups?new=1");
  await expect(page.getByRole("dialog", { name: "New group" })).toBeVisible();
  await check(page, "New group");
  const group = await createGroup(stack, { externalId: "cust_dialogs" });
  await open(page, `/groups/${group}`);
  await page.getByRole("button", { name: "Edit limits" }).first().click();
  await check(page, "Edit limits");
  await mintKey(page, "a11y");
  await check(page, "Save this key now");
  await page.setViewportSize(phone);
  await checkWidth(page, "Save this key now");
});
