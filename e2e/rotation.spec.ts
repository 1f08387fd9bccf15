import { expect, type Page, test } from "@playwright/test";
import { expectReadable } from "./expect-readable";
import { createDemoEndpoint, createGroup, manage } from "./gateway-api";
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

async function call(key: string): Promise<number> {
  const answer = await fetch(`${stack.gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "acme/demo", messages: [{ role: "user", content: "Hi" }] }),
  });
  await answer.text();
  return answer.status;
}

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

test("a rotation shows the new key's first use and the old one's last, and ends with the old one revoked", async ({
  page,
}) => {
  const old = await mint("production");
  expect(await call(old.key)).toBe(200);
  await signIn(page, stack);
  const next = await rotate(page, old.prefix);
  const card = page.getByRole("region", { name: "Rotation" });
  await expect(card).toContainText("Rotating “production”");
  await expect(card).toContainText("waiting for the new key");
  await expect(card).toContainText("Not used yet");
  await expect(page.getByRole("row", { name: /production/ })).toHaveCount(2);

  expect(await call(next)).toBe(200);
  await expect(card).toContainText("First used just now", { timeout: 20_000 });
  await expect(card).toContainText("both in use");
  await page.reload();
  await expect(card).toContainText("both in use");
  expect(await traces(page)).not.toContain(next.slice(17));

  await withDatabase(stack, (client) =>
    client.query("UPDATE api_keys SET last_used_at = now() - interval '2 h' WHERE prefix = $1", [
      old.prefix,
    ]),
  );
  await expect(card).toContainText("old key quiet", { timeout: 20_000 });
  await expectReadable(page);

  await card.getByRole("button", { name: "Revoke old key" }).click();
  const confirm = page.getByRole("dialog", { name: "Revoke “production”?" });
  await confirm.getByRole("textbox").fill(old.prefix.slice(-4));
  await confirm.getByRole("button", { name: "Revoke key" }).click();
  await expect(card).toContainText("Rotated: the old key is revoked");
  expect(await call(old.key)).toBe(401);
  expect(await call(next)).toBe(200);
  await card.getByRole("button", { name: "Close" }).click();
  await expect(card).toHaveCount(0);
  expect(page.url()).not.toContain("rotated");
});

test("a viewer follows a rotation and can't end it; a member of another group learns nothing", async ({
  page,
}) => {
  const old = await mint("staging");
  const next = await mint("staging");
  await signIn(page, stack, { email: "viewer@example.com", password: memberPassword });
  const search = `tab=keys&rotated_from=${old.prefix}&rotated_to=${next.prefix}`;
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}?${search}`);
  const card = page.getByRole("region", { name: "Rotation" });
  await expect(card).toContainText("waiting for the new key");
  await expect(card.getByRole("button", { name: "Revoke old key" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rotate" })).toHaveCount(0);

  const cookie = await sessionCookie(stack, {
    email: "other@example.com",
    password: memberPassword,
  });
  const path = `/api/groups/${groupId}/keys/${old.prefix}`;
  const foreign = await fetch(`${stack.dashboardUrl}${path}`, { headers: { cookie } });
  expect(await foreign.json()).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
  const signedOut = await fetch(`${stack.dashboardUrl}${path}`);
  expect(await signedOut.json()).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  const within = `/api/groups/${otherId}/keys/${old.prefix}`;
  const elsewhere = await fetch(`${stack.dashboardUrl}${within}`, { headers: { cookie } });
  expect(await elsewhere.json()).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
});
