import { expect, type Page, test } from "@playwright/test";
import { expectReadable } from "./expect-readable";
import { callModel, createDemoEndpoint, createGroup, manage } from "./gateway-api";
import { addMember, memberPassword, signIn, withDatabase } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { traces } from "./traces";

let stack: Stack;
let groupId: string;
let otherId: string;
test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack);
  groupId = await createGroup(stack, { externalId: "cust_1", name: "Acme Corp" });
  otherId = await createGroup(stack, { externalId: "cust_2" });
  await addMember(stack, { email: "viewer@example.com", role: "viewer" });
  await addMember(stack, { email: "other@example.com", role: "viewer", subtreeGroupId: otherId });
});
test.afterAll(() => stack.stop());

async function mint(name: string): Promise<{ key: string; prefix: string }> {
  const minted = await manage(stack, "POST", `/v1/gateway/groups/${groupId}/api_keys`, { name });
  return { key: String(minted["api_key"]), prefix: String(minted["prefix"]) };
}

const call = async (key: string) => (await callModel(stack, key)).status;

/** Through the row's button and the reveal. @returns the new key */
async function rotate(page: Page, prefix: string): Promise<string> {
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}?tab=keys`);
  await page.getByRole("row", { name: prefix }).getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("button", { name: "Mint the new key" }).click();
  const reveal = page.getByRole("dialog", { name: "Save this key now" });
  await reveal.getByRole("button", { name: "Show" }).click();
  const key = await reveal.getByLabel("API key").inputValue();
  await reveal.getByRole("checkbox", { name: "I have saved this key" }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await expect(reveal).toBeHidden();
  return key;
}

const keysTab = (page: Page) => page.getByRole("tab", { name: "Keys" });
const rotationCard = (page: Page, of: string) =>
  page.getByRole("region", { name: `Rotation of ${of}`, exact: true });

test("a rotation shows the new key's first use and the old one's last, and ends with the old one revoked", async ({
  page,
}) => {
  const old = await mint("production");
  expect(await call(old.key)).toBe(200);
  await signIn(page, stack);
  const next = await rotate(page, old.prefix);
  const card = rotationCard(page, "production");
  await expect(card).toContainText("Rotating “production”");
  await expect(card).toContainText("waiting for the new key");
  await expect(card).toContainText("production (2)");
  await expect(card).toContainText("Not used yet");
  const row = page.getByRole("row", { name: "production (2)" });
  await expect(row).toContainText("never");

  expect(await call(next)).toBe(200);
  await expect(card).toContainText("First used just now", { timeout: 60_000 });
  // From the same answer: not a moment later.
  expect(await row.textContent()).not.toContain("never");
  await expect(card).toContainText("both in use");
  await page.reload();
  await expect(card).toContainText("both in use");
  expect(await traces(page)).not.toContain(next.slice(17));
  expect(page.url()).not.toContain(old.prefix);

  await withDatabase(stack, (client) =>
    client.query("UPDATE api_keys SET last_used_at = now() - interval '2 h' WHERE prefix = $1", [
      old.prefix,
    ]),
  );
  await expect(card).toContainText("old key quiet", { timeout: 60_000 });
  await expect(page.getByRole("row", { name: old.prefix })).toContainText("2 h ago");
  await expectReadable(page);

  await card.getByRole("button", { name: "Revoke old key" }).click();
  const confirm = page.getByRole("dialog", { name: "Revoke “production”?" });
  await confirm.getByRole("textbox").fill(old.prefix.slice(-4));
  await confirm.getByRole("button", { name: "Revoke key" }).click();
  const over = page.getByRole("region", { name: "Rotation", exact: true });
  await expect(over).toContainText("the old key is revoked and “production (2)” took its place");
  await expect(card).toHaveCount(0);
  expect(await call(old.key)).toBe(401);
  expect(await call(next)).toBe(200);
  await over.getByRole("button", { name: "Close" }).click();
  await expect(over).toHaveCount(0);
  await page.reload();
  await expect(row).toBeVisible();
  await expect(page.getByRole("region", { name: /^Rotation/ })).toHaveCount(0);
});

test("rotations are there again whenever the keys are opened, for a colleague too, until one is ended", async ({
  page,
  browser,
}) => {
  const first = await mint("batch");
  const second = await mint("nightly");
  await signIn(page, stack);
  await rotate(page, first.prefix);
  await rotate(page, second.prefix);
  await page.getByRole("tab", { name: "Usage" }).click();
  await expect(page.getByRole("region", { name: /^Rotation/ })).toHaveCount(0);
  await keysTab(page).click();
  await expect(rotationCard(page, "batch")).toContainText("batch (2)");
  await expect(rotationCard(page, "nightly")).toContainText("nightly (2)");

  const context = await browser.newContext();
  const theirs = await context.newPage();
  await signIn(theirs, stack, { email: "viewer@example.com", password: memberPassword });
  await theirs.goto(`${stack.dashboardUrl}/groups/${groupId}?tab=keys`);
  const card = rotationCard(theirs, "batch");
  await expect(card).toContainText("waiting for the new key");
  await expect(card.getByRole("button", { name: /Revoke|Stop/ })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "Rotate" })).toHaveCount(0);

  await rotationCard(page, "batch").getByRole("button", { name: "Stop following" }).click();
  await expect(rotationCard(page, "batch")).toHaveCount(0);
  await expect(page.getByRole("row", { name: "batch (2)" })).toBeVisible();
  await expect(rotationCard(page, "nightly")).toBeVisible();
  await theirs.reload();
  await expect(rotationCard(theirs, "nightly")).toBeVisible();
  await expect(card).toHaveCount(0);
  await context.close();

  // Revoked where the dashboard does not see it.
  await manage(stack, "DELETE", `/v1/gateway/groups/${groupId}/api_keys/${second.prefix}`);
  await expect(rotationCard(page, "nightly")).toHaveCount(0, { timeout: 60_000 });
  await page.reload();
  await expect(page.getByRole("row", { name: "nightly (2)" })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Rotation/ })).toHaveCount(0);
});

test("what is called like the old key is warned of, and a rotation below a hundred other keys is found", async ({
  page,
}) => {
  for (let count = 0; count < 101; count += 1) await mint(`many ${count}`);
  const old = await mint("many 0");
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}?tab=keys`);
  await page.getByRole("button", { name: "Show more keys" }).click();
  await page.getByRole("row", { name: old.prefix }).getByRole("button", { name: "Rotate" }).click();
  const name = page.getByLabel("Key name");
  await expect(name).toHaveValue("many 0 (2)");
  await name.fill("many 0");
  await expect(page.getByText("The old key is called this too")).toBeVisible();
  await name.fill("the new one");
  await page.getByRole("button", { name: "Mint the new key" }).click();
  const reveal = page.getByRole("dialog", { name: "Save this key now" });
  await reveal.getByRole("checkbox", { name: "I have saved this key" }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await page.reload();
  await expect(rotationCard(page, "many 0")).toContainText("the new one");
  await expect(page.getByRole("row", { name: "the new one" })).toHaveCount(0);
});

test("a member of another group, and nobody without a session, learns of keys or rotations", async () => {
  const cookie = await sessionCookie(stack, {
    email: "other@example.com",
    password: memberPassword,
  });
  const path = `/api/groups/${groupId}/keys`;
  const foreign = await fetch(`${stack.dashboardUrl}${path}`, { headers: { cookie } });
  expect(await foreign.json()).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
  const signedOut = await fetch(`${stack.dashboardUrl}${path}`);
  expect(await signedOut.json()).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  const own = await fetch(`${stack.dashboardUrl}/api/groups/${otherId}/keys`, {
    headers: { cookie },
  });
  expect(await own.json()).toMatchObject({ ok: true, data: { items: [], rotations: [] } });
});
