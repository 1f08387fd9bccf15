import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { databaseLines } from "./database-dump";
import { callModel, createDemoEndpoint, createGroup, manage, mintKey } from "./gateway-api";
import { addMember, memberPassword, signIn, withDatabase } from "./members";
import { freePort, startDocsReceiver, startReceiverDouble } from "./receiver";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { filesBelow, recordBodies, traces } from "./traces";
import { until } from "./until";
import { setUpWebhook } from "./webhook-fixture";

let stack: Stack;
let key: string;
let port: number;
let folder: string;
let url: string;
/** As the page revealed it. */
let secret: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headgate-receiver-"));
  port = await freePort();
  url = `http://127.0.0.1:${port}/billing/${"a-long-path/".repeat(12)}events`;
  stack = await startStack();
  await createDemoEndpoint(stack);
  const groupId = await createGroup(stack, { externalId: "cust_1", name: "Acme Corp" });
  key = await mintKey(stack, groupId);
  await addMember(stack, { email: "viewer@example.com", role: "viewer" });
  await addMember(stack, { email: "operator@example.com", role: "operator" });
  await addMember(stack, {
    ...{ email: "subtree@example.com", role: "operator", subtreeGroupId: groupId },
  });
});
test.afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const eventsFile = () => join(folder, "events.ndjson");
const docsReceiver = (secrets = secret) =>
  startDocsReceiver({ port, secret: secrets, eventsFile: eventsFile() });

async function callTimes(times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const { status, text } = await callModel(stack, key, { max_tokens: 8 });
    expect(status, text).toBe(200);
  }
}

const settings = () => manage(stack, "GET", "/v1/gateway/webhooks/settings");
const sendTests = async (times: number) => {
  for (let sent = 0; sent < times; sent++) await manage(stack, "POST", "/v1/gateway/webhooks/test");
};

async function open(page: Page, path = "/webhooks"): Promise<void> {
  await page.goto(`${stack.dashboardUrl}${path}`);
  await expect(page.getByRole("heading", { level: 1, name: "Webhooks" })).toBeVisible();
}
const as = (email: string) => ({ email, password: memberPassword });
const rows = (page: Page) => page.getByRole("table", { name: "Deliveries" }).getByRole("row");

test.describe
  .serial("a webhook's life", () => {
    test("its secret is in the one answer that brought it and, once closed, nowhere else", async ({
      page,
    }) => {
      const bodies = await recordBodies(page);
      await signIn(page, stack);
      await page.getByRole("link", { name: "Webhooks" }).click();
      await expect(page.getByRole("heading", { name: "No webhook yet" })).toBeVisible();
      await page.getByRole("button", { name: "Set up webhook" }).click();
      const dialog = page.getByRole("dialog", { name: "Set up webhook" });
      const field = dialog.getByLabel("Target URL");
      await dialog.getByRole("button", { name: "Set up webhook" }).click();
      await expect(dialog.getByRole("alert")).toHaveText("The target URL must not be empty");
      await field.fill("https://user:pass@example.com/x");
      await dialog.getByRole("button", { name: "Set up webhook" }).click();
      await expect(dialog.getByRole("alert")).toHaveText(
        "The target URL must not hold credentials",
      );
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await field.fill(` ${url} `);
      await dialog.getByRole("button", { name: "Set up webhook" }).click();

      const reveal = page.getByRole("dialog", { name: "Save this secret now" });
      const shown = reveal.getByRole("textbox", { name: "Signing secret" });
      await expect(shown).toHaveValue(/^whsec_•+$/);
      await page.keyboard.press("Escape");
      await expect(reveal).toBeVisible();
      await expect(reveal.getByRole("button", { name: "Done" })).toBeDisabled();
      await reveal.getByRole("button", { name: "Show" }).click();
      secret = await shown.inputValue();
      expect(secret).toMatch(/^whsec_[\w-]{43}$/);
      await reveal.getByRole("checkbox", { name: "I have saved this secret" }).check();
      await reveal.getByRole("button", { name: "Done" }).click();
      await expect(reveal).toBeHidden();
      await expect(page.getByText(url)).toBeVisible();
      expect(await traces(page)).not.toContain(secret);

      await page.goto(`${stack.dashboardUrl}/endpoints`);
      await page.goBack();
      await expect(page.getByText(url)).toBeVisible();
      await page.reload();
      await expect(page.getByText("No deliveries yet")).toBeVisible();
      expect(await traces(page), "after a reload").not.toContain(secret);
      const carriers = bodies.filter(({ body }) => body.includes(secret));
      expect(carriers.map(({ method }) => method)).toEqual(["POST"]);
      expect(stack.output()).not.toContain(secret);
      for (const file of filesBelow(stack.dataDir, ["postgres"])) {
        expect(readFileSync(file).includes(secret), file).toBe(false);
      }
      const lines = await databaseLines(stack);
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    });

    test("a test event says whether the receiver took it", async ({ page }) => {
      await signIn(page, stack);
      await open(page);
      const result = page.getByRole("status").filter({ hasText: "Test event" });
      const wrong = await docsReceiver("whsec_another");
      await page.getByRole("button", { name: "Send test event" }).click();
      await expect(result).toContainText("given up after one attempt: HTTP 401");
      await wrong.stop();
      const right = await docsReceiver();
      await page.getByRole("button", { name: "Send test event" }).click();
      await expect(result).toContainText("Test event accepted: your receiver answered HTTP 200");
      await right.stop();
      await result.getByRole("link", { name: "Details" }).click();
      const details = page.getByRole("dialog", { name: "Delivery" });
      await expect(details.getByRole("listitem")).toContainText("HTTP 200");
      await details.getByText("Body").click();
      await expect(details.getByRole("region", { name: "Body" })).toContainText('"test": true');
      await page.goBack();
      await expect(details).toBeHidden();
    });

    test("what a receiver refuses is a dead letter, with its answers, and is sent again", async ({
      page,
    }) => {
      const failing = await startReceiverDouble(port, { status: 400, body: "no such customer" });
      await callTimes(3);
      await sendTests(24);
      await until("all of it was refused", 60_000, async () => {
        const { pending_count, dead_letter_count } = await settings();
        const refused = failing.pushes.filter(({ body }) => !body.includes('"test":true'));
        return countEvents(refused) === 3 && pending_count === 0 && Number(dead_letter_count) > 24;
      });
      await failing.stop();

      await signIn(page, stack);
      await open(page);
      await page.getByRole("link", { name: /^Dead letters/ }).click();
      await expect(page).toHaveURL(/status=dead_letter/);
      const dead = Number((await settings())["dead_letter_count"]);
      await expect(rows(page)).toHaveCount(dead + 1);
      const events = rows(page).filter({ hasNotText: "Test" }).nth(1);
      await expect(events).toContainText("Dead letter");
      await expect(events).toContainText("HTTP 400");
      const id = (await events.getByRole("rowheader").getByRole("link").textContent()) ?? "";
      await events.getByRole("link", { name: id }).click();
      const details = page.getByRole("dialog", { name: "Delivery" });
      await expect(details.getByText("no such customer")).toBeVisible();
      await details.getByRole("button", { name: "Done" }).click();

      const again = await docsReceiver();
      await page.getByRole("button", { name: "Redeliver all dead letters" }).click();
      const confirm = page.getByRole("dialog", { name: `Redeliver all ${dead} dead letters?` });
      await confirm.getByRole("button", { name: "Cancel" }).click();
      expect((await settings())["dead_letter_count"]).toBe(dead);
      await page.getByRole("button", { name: "Redeliver all dead letters" }).click();
      await confirm.getByRole("button", { name: "Redeliver", exact: true }).click();
      await expect(
        page.getByText(`Redelivery finished: ${dead} of ${dead} deliveries accepted.`),
      ).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText("No dead letters")).toBeVisible();
      await again.stop();
      const taken = (await readFile(eventsFile(), "utf8")).trimEnd().split("\n");
      expect(taken).toHaveLength(3);
      // The panel opens with the page, and hides the page's own heading from roles.
      await page.goto(`${stack.dashboardUrl}/webhooks?delivery=${id}`);
      await expect(details.getByRole("listitem")).toContainText(["HTTP 200", "HTTP 400"]);
    });

    test("a selection is sent again, byte for byte, and what fails again is counted", async ({
      page,
    }) => {
      const double = await startReceiverDouble(port, { status: 404, body: "gone" });
      await signIn(page, stack);
      await open(page, "/webhooks?status=delivered");
      const [first, second] = [rows(page).nth(1), rows(page).nth(2)];
      const ids = await Promise.all(
        [first, second].map((row) => row.getByRole("rowheader").getByRole("link").textContent()),
      );
      for (const row of [first, second]) await row.getByRole("checkbox").check();
      await page.getByRole("button", { name: "Redeliver 2 selected" }).click();
      await expect(page.getByText("0 of 2 deliveries accepted, 2 given up again")).toBeVisible();
      expect(double.pushes.map((push) => push.id).sort()).toEqual(ids.sort());
      const [push] = double.pushes;
      const details = await manage(stack, "GET", `/v1/gateway/webhooks/deliveries/${push?.id}`);
      expect(push?.body.toString("utf8")).toBe(details["body"]);
      await double.stop();
    });

    test("paused, events wait; resumed, they go out", async ({ page }) => {
      const double = await startReceiverDouble(port, { status: 200, body: "" });
      await signIn(page, stack);
      await open(page);
      await page.getByRole("button", { name: "Pause" }).click();
      await expect(page.getByText("Paused", { exact: true })).toBeVisible();
      await callTimes(1);
      const events = rows(page).filter({ hasNotText: "Test" });
      await events.getByRole("button", { name: "Redeliver" }).first().click();
      await expect(page.getByText("to send again when the webhook is resumed")).toBeVisible();
      await page.getByRole("link", { name: /^Waiting/ }).click();
      await expect(rows(page).nth(1)).toContainText("after the resume");
      await page.getByRole("button", { name: "Send test event" }).click();
      await expect(page.getByText("Test event accepted")).toBeVisible();
      expect(double.pushes.map(({ body }) => body.includes('"test":true'))).toEqual([true]);
      await page.getByRole("button", { name: "Resume" }).click();
      await expect(page.getByText("Active", { exact: true })).toBeVisible();
      await expect(page.getByText("Nothing waits")).toBeVisible();
      await until("what waited has gone out", 60_000, () => double.pushes.length === 3);
      expect(countEvents(double.pushes.slice(1))).toBeGreaterThan(0);
      await double.stop();
    });

    test("a rotated secret signs beside the old one until the overlap ends", async ({ page }) => {
      const double = await startReceiverDouble(port, { status: 200, body: "" });
      await signIn(page, stack);
      await open(page);
      await page.getByRole("button", { name: "Rotate secret" }).click();
      const dialog = page.getByRole("dialog", { name: "Rotate signing secret" });
      await dialog.getByLabel("Overlap").selectOption("1 hour");
      await dialog.getByRole("button", { name: "Rotate secret" }).click();
      const reveal = page.getByRole("dialog", { name: "Save this secret now" });
      await reveal.getByRole("button", { name: "Show" }).click();
      const next = await reveal.getByRole("textbox", { name: "Signing secret" }).inputValue();
      expect(next).not.toBe(secret);
      await reveal.getByRole("checkbox", { name: "I have saved this secret" }).check();
      await reveal.getByRole("button", { name: "Done" }).click();
      await expect(page.getByText("Two secrets sign")).toBeVisible();
      await page.getByRole("button", { name: "Send test event" }).click();
      await expect(page.getByText("Test event accepted")).toBeVisible();
      const push = double.pushes.at(-1);
      const byHand = [next, secret].map(
        (each) =>
          `v1=${createHmac("sha256", each)
            .update(push?.body ?? "")
            .digest("hex")}`,
      );
      expect(push?.signature.split(",").sort()).toEqual(byHand.sort());
      expect(await traces(page)).not.toContain(next);
      await double.stop();
    });

    test("the target is changed without a new secret", async ({ page }) => {
      await signIn(page, stack);
      await open(page);
      await page.getByRole("button", { name: "Change target" }).click();
      const dialog = page.getByRole("dialog", { name: "Change target" });
      await expect(dialog.getByLabel("Target URL")).toHaveValue(url);
      await dialog.getByLabel("Target URL").fill(`http://127.0.0.1:${port}/moved`);
      await dialog.getByRole("button", { name: "Save target" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(page.getByText(`http://127.0.0.1:${port}/moved`)).toBeVisible();
    });

    test("the audit log says what was done to the webhook", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/audit`);
      const table = page.getByRole("table", { name: "Audit log" });
      for (const title of ["target changed", "secret rotated", "paused", "resumed"]) {
        await expect(table.getByText(`Webhook ${title}`).first()).toBeVisible();
      }
    });

    test("a viewer sees deliveries and changes nothing; an operator leaves the target alone", async ({
      page,
      browser,
    }) => {
      await signIn(page, stack, as("viewer@example.com"));
      await open(page);
      await expect(rows(page).nth(1)).toBeVisible();
      for (const name of [/^Redeliver/, "Pause", /^Remove/, "Rotate secret", "Change target"]) {
        await expect(page.getByRole("button", { name })).toHaveCount(0);
      }
      await expect(page.getByRole("button", { name: /^Send test/ })).toHaveCount(0);
      await expect(page.getByRole("checkbox")).toHaveCount(0);
      await rows(page).nth(1).getByRole("link").click();
      const details = page.getByRole("dialog", { name: "Delivery" });
      await expect(details.getByRole("listitem").first()).toBeVisible();
      await expect(details.getByRole("button", { name: "Redeliver" })).toHaveCount(0);

      const other = await browser.newPage();
      await signIn(other, stack, as("operator@example.com"));
      await open(other);
      await expect(other.getByRole("button", { name: "Send test event" })).toBeVisible();
      await expect(rows(other).nth(1).getByRole("button", { name: "Redeliver" })).toBeVisible();
      for (const name of ["Pause", "Remove webhook", "Rotate secret", "Change target"]) {
        await expect(other.getByRole("button", { name })).toHaveCount(0);
      }
      await other.close();
    });

    test("a member of a subtree sees nothing of the workspace's webhook", async ({ page }) => {
      await signIn(page, stack, as("subtree@example.com"));
      await expect(page.getByRole("link", { name: "Groups" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
      await open(page);
      await expect(page.getByRole("main").getByRole("alert")).toContainText("whole workspace");
      expect(await page.content()).not.toContain(`:${port}/`);
      const cookie = await sessionCookie(stack, as("subtree@example.com"));
      for (const path of ["", "/deliveries", "/deliveries/x", "/redelivery?since=0"]) {
        const answer = await fetch(`${stack.dashboardUrl}/api/webhooks${path}`, {
          headers: { cookie },
        });
        const error = { ok: false, error: { code: "FORBIDDEN" } };
        expect(await answer.json(), path).toMatchObject(error);
      }
    });

    test("an admin removes it after a word on what goes with it, and can set up another", async ({
      page,
    }) => {
      await manage(stack, "POST", "/v1/gateway/webhooks/settings/pause");
      await callTimes(1);
      await signIn(page, stack);
      await open(page);
      await expect(rows(page).nth(1)).toBeVisible();
      await page.getByRole("button", { name: "Remove webhook" }).click();
      const dialog = page.getByRole("dialog", { name: "Remove webhook?" });
      await expect(dialog).toContainText("delivery log and the signing secret are deleted");
      await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
      expect((await settings())["has_secret"]).toBe(true);

      await page.getByRole("button", { name: "Remove webhook" }).click();
      await dialog.getByRole("button", { name: "Remove webhook" }).click();
      await expect(page.getByRole("heading", { name: "No webhook yet" })).toBeVisible();
      await expect(dialog).toBeHidden();
      expect(await settings()).toMatchObject({ url: null, has_secret: false, pending_count: 0 });

      await page.getByRole("button", { name: "Set up webhook" }).click();
      const setUp = page.getByRole("dialog", { name: "Set up webhook" });
      await setUp.getByLabel("Target URL").fill(url);
      await setUp.getByRole("button", { name: "Set up webhook" }).click();
      await page.getByRole("checkbox", { name: "I have saved this secret" }).check();
      await page.getByRole("button", { name: "Done" }).click();
      await expect(page.getByText("No deliveries yet")).toBeVisible();
      expect(await settings()).toMatchObject({ url, paused: false, dead_letter_count: 0 });
      await page.goto(`${stack.dashboardUrl}/audit?kind=webhooks`);
      await expect(page.getByText("Webhook removed")).toBeVisible();
    });
  });

function countEvents(pushes: { body: Buffer }[]): number {
  return pushes
    .map(({ body }) => JSON.parse(body.toString("utf8")).data.events.length)
    .reduce((total, count) => total + count, 0);
}

test("a secret that can't be read is told where it is rotated, and then events go out again", async ({
  page,
}) => {
  await setUpWebhook(stack, url);
  await withDatabase(stack, (client) =>
    client.query("UPDATE webhook_settings SET secret_encrypted = '\\x010203'"),
  );
  await signIn(page, stack);
  await open(page);
  await expect(page.getByText("Not sending")).toBeVisible();
  await expect(page.getByText("Saved with another encryption key")).toBeVisible();
  await page.getByRole("button", { name: "Rotate secret" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate signing secret" });
  await dialog.getByRole("button", { name: "Rotate secret" }).click();
  const reveal = page.getByRole("dialog", { name: "Save this secret now" });
  await reveal.getByRole("checkbox", { name: "I have saved this secret" }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Events are sent as they are recorded.")).toBeVisible();
  await expect(page.getByText("Saved with another encryption key")).toHaveCount(0);
});
