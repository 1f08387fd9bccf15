import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { databaseLines } from "./database-dump";
import { createDemoEndpoint, createGroup } from "./gateway-api";
import { mintKey } from "./groups-page";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";
import { filesBelow, recordBodies, traces } from "./traces";

let stack: Stack;
let groupId: string;
test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack);
  groupId = await createGroup(stack, { externalId: "cust_1", name: "Acme Corp" });
});
test.afterAll(() => stack.stop());

async function openKeys(page: Page): Promise<void> {
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}?tab=keys`);
}

const grantClipboard = (context: BrowserContext) =>
  context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stack.dashboardUrl });

test("case 21: a key is in the one answer that brought it and, once closed, nowhere else", async ({
  page,
  context,
}) => {
  await grantClipboard(context);
  const consoleLines: string[] = [];
  page.on("console", (message) => consoleLines.push(message.text()));
  const bodies = await recordBodies(page);
  await openKeys(page);
  const { dialog, field } = await mintKey(page, "canary");
  await dialog.getByRole("button", { name: "Show" }).click();
  const key = await field.inputValue();
  expect(key).toMatch(/^sky_[A-Za-z0-9]{12}\..{22,}$/);
  const secret = key.slice(key.indexOf(".") + 1);
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(dialog.getByText("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(key.slice(0, 16)).first()).toBeVisible();

  expect(await traces(page), "page").not.toContain(secret);
  const state = await page.evaluate(() => JSON.stringify([window.history.state, location.href]));
  expect(state).not.toContain(secret);
  expect(JSON.stringify(await context.cookies())).not.toContain(secret);
  expect(consoleLines.join("\n")).not.toContain(secret);

  // Other pages, back again, and a reload: whatever was cached on the way would show now.
  await page.goto(`${stack.dashboardUrl}/endpoints`);
  await page.goBack();
  await expect(page.getByText(key.slice(0, 16)).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText(key.slice(0, 16)).first()).toBeVisible();
  expect(await traces(page), "page after reload").not.toContain(secret);
  await expect(page.getByRole("dialog", { name: "Save this key now" })).toHaveCount(0);

  expect(bodies.length).toBeGreaterThan(20);
  const carriers = bodies.filter(({ body }) => body.includes(secret));
  expect(carriers.map(({ method }) => method)).toEqual(["POST"]);

  expect(stack.output()).not.toContain(secret);
  for (const file of filesBelow(stack.dataDir, ["postgres"])) {
    expect(readFileSync(file).includes(secret), file).toBe(false);
  }
  const rows = await databaseLines(stack);
  expect(rows.filter((row) => row.includes(key.slice(0, 16))).length).toBeGreaterThan(0);
  expect(rows.filter((row) => row.includes(secret))).toEqual([]);
});

test("case 21: no password and no management key is in a log, whether signing in works or fails", async ({
  page,
}) => {
  const wrong = "canary-of-a-wrong-password";
  await page.goto(`${stack.dashboardUrl}/sign-in`);
  await page.getByLabel("Email").fill(stack.admin.email);
  await page.getByLabel("Password").fill(wrong);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await signIn(page, stack);
  const logs = filesBelow(join(stack.dataDir, "logs"), []).map((file) =>
    readFileSync(file, "utf8"),
  );
  expect(logs.join("").length).toBeGreaterThan(0);
  for (const secret of [wrong, stack.admin.password, stack.managementKey]) {
    for (const text of [...logs, stack.output()]) expect(text.includes(secret)).toBe(false);
  }
});

test("case 20: the reveal stays until the key is saved: Esc, a click outside and Back don't close it", async ({
  page,
}) => {
  await openKeys(page);
  const { dialog, field } = await mintKey(page, "stays");
  const key = await field.inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(dialog).toBeVisible();
  await page.evaluate(() => window.history.back());
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await expect(dialog).toBeVisible();
  expect(await field.inputValue()).toBe(key);
  const done = dialog.getByRole("button", { name: "Done" });
  await expect(done).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
  await done.click();
  await expect(dialog).toBeHidden();
});

test("leaving the page with an unsaved key asks first", async ({ page }) => {
  await openKeys(page);
  const { dialog } = await mintKey(page, "leaving");
  const asked = new Promise<string>((resolve) => {
    page.on("dialog", (question) => {
      resolve(question.type());
      void question.dismiss();
    });
  });
  await page.evaluate(() => location.reload());
  expect(await asked).toBe("beforeunload");
  await expect(dialog).toBeVisible();
});

test("case 20: where the clipboard is refused, it never says Copied and the key can be selected", async ({
  page,
  context,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new DOMException("refused", "NotAllowedError")) },
    });
  });
  await context.clearPermissions();
  await openKeys(page);
  const { dialog, field } = await mintKey(page, "refused");
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(field).toBeFocused();
  const selected = await field.evaluate(
    (input: HTMLTextAreaElement) =>
      input.type === "textarea" &&
      input.selectionStart === 0 &&
      input.selectionEnd === input.value.length,
  );
  expect(selected, "the whole key is selected, in the clear").toBe(true);
  await expect(dialog.getByText("Copied")).toHaveCount(0);
  await expect(dialog.getByRole("button", { name: "Done" })).toBeDisabled();
});
