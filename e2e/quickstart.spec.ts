import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import OpenAI from "openai";
import { editLimits, fillNewGroup, limitRow, mintKey, openTab, selectGroup } from "./groups-page";
import { signIn } from "./members";
import { type Stack, startStack } from "./stack";
import { until } from "./until";

const slug = "acme/demo";
const images = resolve(import.meta.dirname, "..", "docs", "images");

/** The README's pictures: made where they are missing, and anew with UPDATE_SCREENSHOTS=1. */
async function picture(page: Page, name: string): Promise<void> {
  const path = join(images, name);
  if (process.env["UPDATE_SCREENSHOTS"] !== "1" && existsSync(path)) return;
  await page.screenshot({ path });
}

test.describe
  .serial("the quickstart, by mouse and keyboard, from an empty workspace", () => {
    let stack: Stack;
    let context: BrowserContext;
    let page: Page;
    let key: string;

    test.beforeAll(async ({ browser }) => {
      stack = await startStack();
      context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: "light",
        reducedMotion: "reduce",
        deviceScaleFactor: 2,
      });
      await context.grantPermissions(["clipboard-read", "clipboard-write"], {
        origin: stack.dashboardUrl,
      });
      page = await context.newPage();
    });
    test.afterAll(async () => {
      await context.close();
      await stack.stop();
    });

    const customer = () =>
      new OpenAI({ apiKey: key, baseURL: `${stack.gatewayUrl}/v1`, maxRetries: 0 });
    const ask = () =>
      customer().chat.completions.create({
        model: slug,
        messages: [{ role: "user", content: "Are you there?" }],
      });

    test("the first admin signs in with the credentials of the start", async () => {
      await signIn(page, stack);
      await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    });

    test("an endpoint is published with a secret made on the spot", async () => {
      await page.getByRole("link", { name: "Endpoints", exact: true }).click();
      await page.getByRole("button", { name: "New endpoint" }).first().click();
      const dialog = page.getByRole("dialog", { name: "New endpoint" });
      await dialog.getByLabel("Slug", { exact: true }).fill(slug);
      await dialog.getByLabel("Provider").selectOption("OPENAI_COMPATIBLE");
      await dialog.getByLabel("Base URL").fill(stack.demoUrl);
      await dialog.getByRole("button", { name: "New secret" }).click();
      await dialog.getByLabel("Secret name").fill("demo");
      await dialog.getByLabel("Secret value").fill("sk-upstream-demo");
      await dialog.getByRole("button", { name: "Save secret" }).click();
      await expect(dialog.getByLabel("Secret", { exact: true })).toContainText("demo");
      await dialog.getByLabel("Target model").fill("headgate-demo");
      await dialog.getByRole("button", { name: "Create endpoint" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("row", { name: slug })).toContainText("OPENAI_COMPATIBLE");
      await picture(page, "endpoints.png");
    });

    test("a customer and its team are created, by keyboard too", async () => {
      await page.getByRole("link", { name: "Groups", exact: true }).click();
      await page.getByRole("button", { name: "New group" }).first().click();
      const dialog = await fillNewGroup(page, {
        name: "Acme Corp",
        externalId: "cust_42",
        slugs: [slug],
      });
      await dialog.getByLabel("External ID", { exact: true }).press("Enter");
      await expect(dialog).toBeHidden();
      await selectGroup(page, "Acme Corp");

      await openTab(page, "Subgroups");
      await page.getByRole("button", { name: "New subgroup" }).first().click();
      const below = await fillNewGroup(page, {
        name: "Search",
        externalId: "cust_42_search",
        slugs: [slug],
      });
      await below.getByRole("button", { name: "Create group" }).click();
      await expect(below).toBeHidden();
      await expect(page.getByRole("treeitem", { name: "Search" })).toHaveAttribute(
        "aria-level",
        "2",
      );
    });

    test("limits declared on the customer are what its team gets", async () => {
      await selectGroup(page, "Acme Corp");
      await editLimits(page, slug, {
        tokenRate: "100k",
        tokenRateUnit: "per minute",
        requestsPerDay: "5",
      });
      expect(await limitRow(page, slug, "Tokens per minute")).toMatchObject({
        Declared: "100k",
        Effective: "100k",
        From: "here",
      });
      await selectGroup(page, "Search");
      await expect(page.getByRole("row", { name: "Tokens per minute", exact: true })).toContainText(
        "Acme Corp",
      );
      expect(await limitRow(page, slug, "Tokens per minute")).toMatchObject({
        Effective: "100k",
        From: "Acme Corp",
      });
    });

    test("a key is minted, masked until shown, and copied once", async () => {
      const { dialog, field } = await mintKey(page, "production");
      await picture(page, "reveal.png");
      await dialog.getByRole("button", { name: "Copy", exact: true }).click();
      await expect(dialog.getByText("Copied")).toBeVisible();
      await dialog.getByRole("button", { name: "Show" }).click();
      key = await field.inputValue();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
      await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
      await dialog.getByRole("button", { name: "Done" }).click();
      await expect(dialog).toBeHidden();
    });

    test("the checklist calls a key in use once it was used, and not before", async () => {
      await page.goto(stack.dashboardUrl);
      await expect(
        page.getByText(`${key.split(".")[0]} is minted; it was not used yet`),
      ).toBeVisible();
      await page.goBack();
    });

    test("the customer calls the model with the stock SDK, streaming and not", async () => {
      const answer = await ask();
      expect(answer.model).toBe(slug);
      expect(answer.choices[0]?.message.content).toContain("demo");
      expect(answer.usage?.total_tokens).toBeGreaterThan(0);

      const stream = await customer().chat.completions.create({
        model: slug,
        messages: [{ role: "user", content: "Once more, in pieces" }],
        stream: true,
      });
      let text = "";
      let finished: string | null = null;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        finished = chunk.choices[0]?.finish_reason ?? finished;
      }
      expect(text).toContain("demo");
      expect(finished).toBe("stop");
    });

    test("the two calls show as use of the daily limit", async () => {
      await page.goto(`${stack.dashboardUrl}/groups`);
      await selectGroup(page, "Acme Corp");
      await page.getByRole("treeitem", { name: "Acme Corp" }).press("ArrowRight");
      await selectGroup(page, "Search");
      await expect(page.getByRole("row", { name: "Requests per day", exact: true })).toContainText(
        "40%",
      );
      await openTab(page, "Usage");
      await expect(page.getByRole("tabpanel")).toContainText(slug);
      await openTab(page, "Limits");
      await expect(page.getByRole("table", { name: slug })).toBeVisible();
      await picture(page, "limits.png");
    });

    test("a raised limit of the customer shows in its team, and so does a limit of its own", async () => {
      await selectGroup(page, "Acme Corp");
      await editLimits(page, slug, { tokenRate: "250k" });
      await selectGroup(page, "Search");
      await expect(page.getByRole("row", { name: "Tokens per minute", exact: true })).toContainText(
        "250k",
      );
      expect(await limitRow(page, slug, "Tokens per minute")).toMatchObject({
        Effective: "250k",
        From: "Acme Corp",
      });
      await editLimits(page, slug, { tokenRate: "300k" });
      await expect(page.getByRole("row", { name: "Tokens per minute", exact: true })).toContainText(
        "here",
      );
      expect(await limitRow(page, slug, "Tokens per minute")).toMatchObject({
        Declared: "300k",
        Effective: "300k",
        From: "here",
      });
    });

    test("a revoked key is refused", async () => {
      const prefix = key.slice(0, 16);
      await openTab(page, "Keys");
      await page.getByRole("row", { name: prefix }).getByRole("button", { name: "Revoke" }).click();
      const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
      await dialog.getByRole("textbox").fill(prefix.slice(-4));
      await dialog.getByRole("button", { name: "Revoke" }).click();
      await expect(page.getByText(prefix)).toHaveCount(0);
      // How soon: npm run bench -- --only freshness.
      await until("the key is refused", 60_000, () =>
        ask().then(
          () => false,
          (error: unknown) => error instanceof OpenAI.AuthenticationError,
        ),
      );
    });
  });
