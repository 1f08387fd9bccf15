import { expect, type Locator, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { treeItem } from "./groups-page";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";

const email = "customer@example.com";
let stack: Stack;
let password = "";
const ids = { acme: "", search: "", globex: "" };

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack);
  ids.acme = await createGroup(stack, { externalId: "cust_1", name: "Acme Corp" });
  ids.search = await createGroup(stack, {
    ...{ externalId: "cust_1_search", name: "Search", parentId: ids.acme },
  });
  ids.globex = await createGroup(stack, { externalId: "cust_2", name: "Globex" });
});
test.afterAll(() => stack.stop());

async function openMembers(page: Page): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/settings?section=members`);
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
}

const row = (page: Page) =>
  page.getByRole("table", { name: "Members" }).getByRole("row", { name: email });

async function changeAccess(page: Page): Promise<Locator> {
  await row(page)
    .getByRole("button", { name: `Actions for ${email}` })
    .click();
  await page.getByRole("menuitem", { name: "Change access" }).click();
  return page.getByRole("dialog", { name: "Change access" });
}

const tie = (dialog: Locator) => dialog.getByLabel("Only one group and below");

test.describe
  .serial("what an admin gives a member through the dialogs", () => {
    test("an invitation with a group says what is missing, and gives a password to hand over once", async ({
      page,
    }) => {
      await signIn(page, stack);
      await openMembers(page);
      await page.getByRole("button", { name: "Invite member" }).click();
      const dialog = page.getByRole("dialog", { name: "Invite member" });
      await dialog.getByRole("button", { name: "Invite", exact: true }).click();
      await expect(dialog.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");

      await dialog.getByLabel("Email").fill(email);
      await dialog.getByLabel("Role").selectOption("Admin");
      await expect(tie(dialog)).toHaveCount(0);
      await dialog.getByLabel("Role").selectOption("Viewer");
      await tie(dialog).fill("Searc");
      await expect(dialog.getByRole("button", { name: /^Search/ })).toBeVisible();
      await dialog.getByRole("button", { name: "Invite", exact: true }).click();
      await expect(dialog.getByText("Choose a group from the list")).toBeVisible();
      expect.soft(await seriousViolations(page)).toEqual([]);
      await dialog.getByRole("button", { name: /^Search/ }).click();
      await expect(dialog.getByText("Only this group and below")).toBeVisible();
      await dialog.getByRole("button", { name: "Invite", exact: true }).click();

      const once = page.getByRole("dialog", { name: "Save this password now" });
      await expect(once).toContainText(email);
      password = await once.getByLabel("Password").inputValue();
      expect(password.length).toBeGreaterThanOrEqual(12);
      await once.getByRole("checkbox").check();
      await once.getByRole("button", { name: "Done" }).click();
      await expect(row(page)).toContainText("viewer");
      await expect(row(page)).toContainText("Sees Search");
      await expect(row(page)).toContainText("never");
    });

    test("the member sees that group and no more, and follows each change without signing in again", async ({
      page,
      browser,
    }) => {
      await signIn(page, stack, { email, password });
      const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
      await expect(links.filter({ hasText: "Groups" })).toBeVisible();
      await expect(links.filter({ hasText: "Endpoints" })).toHaveCount(0);
      await expect(page.getByText("Search and what is below it.")).toBeVisible();
      await page.goto(`${stack.dashboardUrl}/groups/${ids.search}?tab=keys`);
      await expect(page.getByRole("heading", { level: 1, name: "Search" })).toBeVisible();
      await expect(treeItem(page, "Globex")).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Mint key" })).toHaveCount(0);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.globex}`);
      await expect(page.getByRole("main")).toContainText("outside");

      const admin = await browser.newPage();
      await signIn(admin, stack);
      await openMembers(admin);
      const dialog = await changeAccess(admin);
      await expect(dialog.getByLabel("Role")).toHaveValue("viewer");
      await expect(dialog.getByText("Search", { exact: true })).toBeVisible();
      await dialog.getByRole("button", { name: "Lift the tie to Search" }).click();
      await tie(dialog).fill("cust_2");
      await dialog.getByRole("button", { name: /^Globex/ }).click();
      await dialog.getByLabel("Role").selectOption("Operator");
      await dialog.getByRole("button", { name: "Save access" }).click();
      await expect(dialog).toBeHidden();
      await expect(row(admin)).toContainText("Manages Globex");

      await page.goto(`${stack.dashboardUrl}/groups/${ids.globex}?tab=keys`);
      await expect(page.getByRole("button", { name: "Mint key" }).first()).toBeVisible();
      await expect(treeItem(page, "Acme Corp")).toHaveCount(0);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.search}`);
      await expect(page.getByRole("main")).toContainText("outside");

      const lifting = await changeAccess(admin);
      await lifting.getByRole("button", { name: "Lift the tie to Globex" }).click();
      await lifting.getByRole("button", { name: "Save access" }).click();
      await expect(lifting).toBeHidden();
      await expect(row(admin)).toContainText("Manages everything");
      await page.goto(`${stack.dashboardUrl}/groups`);
      await expect(treeItem(page, "Acme Corp")).toBeVisible();
      await expect(treeItem(page, "Globex")).toBeVisible();
      await expect(links.filter({ hasText: "Endpoints" })).toBeVisible();
      await admin.close();
    });
  });
