import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { phone } from "./expect-readable";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { mintKey } from "./groups-page";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";
import { addDelivery, setUpWebhook } from "./webhook-fixture";

let stack: Stack;

test.beforeAll(async () => {
  stack = await startStack();
});
test.afterAll(() => stack.stop());

const pages = [
  "/",
  "/groups",
  "/endpoints",
  "/usage",
  "/requests",
  "/webhooks",
  "/import",
  "/audit",
  "/audit?range=custom&kind=keys",
  "/audit?log=dashboard",
  "/playground",
  "/settings",
];
const tabs = ["limits", "keys", "usage", "subgroups", "activity"];
const wide = { width: 1440, height: 900 };

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${stack.dashboardUrl}${path}`);
  await expect(page.getByRole("heading", { level: 1 }).first(), path).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

async function switchTheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator("html")).toHaveClass(new RegExp(colorScheme));
}

/** Everything in light, then the colours in dark. */
async function check(page: Page, where: string): Promise<void> {
  await switchTheme(page, "light");
  expect.soft(await seriousViolations(page), `${where}, light`).toEqual([]);
  await switchTheme(page, "dark");
  expect.soft(await seriousViolations(page, "colors"), `${where}, dark`).toEqual([]);
}

async function checkWidth(page: Page, where: string): Promise<void> {
  const { scrolls, clips } = await page.evaluate(() => ({
    scrolls: document.documentElement.scrollWidth,
    clips: document.documentElement.clientWidth,
  }));
  expect.soft(scrolls, `${where} scrolls sideways`).toBeLessThanOrEqual(clips);
}

/** Of a table on a phone, every column is in sight. */
async function checkTables(page: Page, where: string): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("table")]
      .filter(({ parentElement: frame }) => frame && frame.scrollWidth > frame.clientWidth)
      .map((table) => table.getAttribute("aria-label")),
  );
  expect.soft(cut, `tables of ${where} that are cut`).toEqual([]);
}

const sizes = [wide, phone];

for (const size of sizes) {
  test(`sign-in and an empty workspace pass axe in both themes, ${size.width} px wide`, async ({
    page,
  }) => {
    await page.setViewportSize(size);
    await open(page, "/sign-in");
    await check(page, "/sign-in");
    await signIn(page, stack);
    for (const path of pages) {
      await open(page, path);
      await check(page, path);
      await checkWidth(page, path);
    }
  });
}

test.describe("a filled workspace", () => {
  let root: string;
  let groupPath: string;
  let deadLetterPath: string;

  test.beforeAll(async () => {
    await createDemoEndpoint(stack);
    root = await createGroup(stack, {
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
    groupPath = `/groups/${child}`;
    await setUpWebhook(stack, "http://127.0.0.1:9/");
    await addDelivery(stack, "delivered");
    deadLetterPath = `/webhooks?delivery=${await addDelivery(stack, "dead_letter")}`;
  });

  for (const size of sizes) {
    test(`passes axe on every page in both themes, ${size.width} px wide`, async ({ page }) => {
      await page.setViewportSize(size);
      await signIn(page, stack);
      const groups = tabs.map((tab) => `${groupPath}?tab=${tab}`);
      for (const path of [...pages, ...groups, `/groups/${root}?tab=subgroups`]) {
        await open(page, path);
        await check(page, path);
        await checkWidth(page, path);
        if (size === phone) await checkTables(page, path);
      }
    });
  }

  test("a tab shows a focus ring for the keyboard, and none for a click", async ({ page }) => {
    await signIn(page, stack);
    await open(page, groupPath);
    const ring = (name: string) =>
      page.getByRole("tab", { name }).evaluate((tab) => getComputedStyle(tab).outlineStyle);
    await page.getByRole("tab", { name: "Keys" }).click();
    await expect(page.getByRole("tab", { name: "Keys", selected: true })).toBeFocused();
    expect(await ring("Keys")).toBe("none");
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: "Usage" })).toBeFocused();
    expect(await ring("Usage")).toBe("solid");
  });

  test("the palette passes axe, whether it finds something or nothing", async ({ page }) => {
    await signIn(page, stack);
    await open(page, "/");
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search" });
    await expect(palette.getByRole("option", { name: "Webhooks" })).toBeVisible();
    await check(page, "the palette");
    await page.keyboard.type("nothing-is-called-this");
    await expect(palette.getByRole("status")).toHaveText("Nothing found.");
    await check(page, "the palette without findings");
  });

  test("passes axe in its dialogs, which fit a phone", async ({ page }) => {
    await page.setViewportSize(phone);
    await signIn(page, stack);
    for (const [name, path] of [
      ["New endpoint", "/endpoints?new=1"],
      ["New group", "/groups?new=1"],
      ["Delivery", deadLetterPath],
    ] as const) {
      await page.goto(`${stack.dashboardUrl}${path}`);
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      await check(page, name);
      await checkWidth(page, name);
    }
    for (const [name, button] of [
      ["Change target", "Change target"],
      ["Remove webhook?", "Remove webhook"],
      ["Rotate signing secret", "Rotate secret"],
    ] as const) {
      await open(page, "/webhooks");
      await page.getByRole("button", { name: button }).click();
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      await check(page, name);
      await checkWidth(page, name);
    }
    await page.getByRole("button", { name: "Rotate secret" }).last().click();
    await expect(page.getByRole("dialog", { name: "Save this secret now" })).toBeVisible();
    await check(page, "Save this secret now");
    await checkWidth(page, "Save this secret now");
    await page.getByRole("checkbox", { name: "I have saved this secret" }).check();
    await page.getByRole("button", { name: "Done" }).click();
    await open(page, groupPath);
    await page.getByRole("button", { name: "Edit limits" }).first().click();
    await check(page, "Edit limits");
    await checkWidth(page, "Edit limits");
    await open(page, groupPath);
    await mintKey(page, "a11y");
    await check(page, "Save this key now");
    await checkWidth(page, "Save this key now");
  });
});
