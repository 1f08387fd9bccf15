import { expect, type Locator, type Page } from "@playwright/test";

/** What a person does on the groups page, by the accessible names of design/dashboard.md. */
export async function fillNewGroup(
  page: Page,
  group: { name: string; externalId: string; slugs: string[] },
): Promise<Locator> {
  const dialog = page.getByRole("dialog", { name: "New group" });
  await dialog.getByLabel("Name", { exact: true }).fill(group.name);
  await dialog.getByLabel("External ID", { exact: true }).fill(group.externalId);
  for (const slug of group.slugs) {
    const models = dialog.getByRole("combobox", { name: "Models" });
    await models.click();
    await models.pressSequentially(slug);
    await models.press("Enter");
  }
  return dialog;
}

export function treeItem(page: Page, name: string): Locator {
  return page.getByRole("tree", { name: "Groups" }).getByRole("treeitem", { name, exact: true });
}

export async function selectGroup(page: Page, name: string): Promise<void> {
  await treeItem(page, name).click();
  // The group shown before stays until the next one has come.
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name }).click();
}

/** Column name → text of one row of a slug's limits table. */
export async function limitRow(
  page: Page,
  slug: string,
  row: string,
): Promise<Record<string, string>> {
  const table = page.getByRole("table", { name: slug });
  const headers = await table.getByRole("columnheader").allInnerTexts();
  const line = table.getByRole("row", { name: row });
  const cells = await line.getByRole("rowheader").or(line.getByRole("cell")).allInnerTexts();
  return Object.fromEntries(headers.map((header, index) => [header, (cells[index] ?? "").trim()]));
}

export interface LimitEdit {
  tokenRate?: string;
  tokenRateUnit?: "per second" | "per minute";
  requestsPerDay?: string;
}

/** Edit limits → fields → Preview → Save limits. */
export async function editLimits(page: Page, slug: string, edit: LimitEdit): Promise<void> {
  await page.getByRole("button", { name: "Edit limits" }).first().click();
  const form = page.getByRole("group", { name: slug });
  if (edit.tokenRateUnit) {
    await form.getByLabel("Token rate unit").selectOption({ label: edit.tokenRateUnit });
  }
  if (edit.tokenRate !== undefined) {
    await form.getByLabel("Token rate", { exact: true }).fill(edit.tokenRate);
  }
  if (edit.requestsPerDay !== undefined) {
    await form.getByLabel("Requests per day").fill(edit.requestsPerDay);
  }
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByRole("button", { name: "Save limits" })).toBeHidden();
}

export interface MintedInBrowser {
  dialog: Locator;
  field: Locator;
}

/** Keys tab → Mint key → name → Mint; the one-time reveal is open afterwards. */
export async function mintKey(page: Page, name: string): Promise<MintedInBrowser> {
  await openTab(page, "Keys");
  await page.getByRole("button", { name: "Mint key" }).first().click();
  await page.getByLabel("Key name").fill(name);
  await page.getByRole("button", { name: "Mint", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Save this key now" });
  await expect(dialog).toBeVisible();
  return { dialog, field: dialog.getByLabel("API key", { exact: true }) };
}
