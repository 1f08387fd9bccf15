import { expect, type Page, test } from "@playwright/test";
import { z } from "zod";
import { billingEventPage } from "../gateway/contracts/billing-event";
import { dayMs, hourMs } from "../gateway/contracts/leaves/time";
import { insertEvents } from "../gateway/metering/ledger/event-store";
import { openDatabase } from "../gateway/platform/db/database";
import { usageEvent } from "../gateway/testing/usage-rows";
import { seriousViolations } from "./axe";
import { callModel, createDemoEndpoint, createGroup, manage, mintKey } from "./gateway-api";
import { addMember, memberPassword, signIn, withDatabase } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { until } from "./until";
import { addDelivery, setUpWebhook } from "./webhook-fixture";

let stack: Stack;
const ids = { acme: "", globex: "" };
const keys = { acme: "", globex: "" };

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack);
  ids.acme = await createGroup(stack, { externalId: "acme", name: "Acme Corp" });
  // The demo model says more than this in a few calls: then calls are refused.
  ids.globex = await createGroup(stack, { externalId: "globex", tokensPerMinute: 60 });
  await addMember(stack, {
    ...{ email: "globex@example.com", role: "operator", subtreeGroupId: ids.globex },
  });
});
test.afterAll(() => stack.stop());

async function callTimes(key: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let calls = 0; calls < times; calls++) {
    statuses.push((await callModel(stack, key, { max_tokens: 20 })).status);
  }
  return statuses;
}

const historyTotals = z.object({ totals: z.object({ requests: z.int(), refusals: z.int() }) });
/** Until the sums hold as many as were made: adding up takes a moment. */
async function untilAddedUp(calls: number): Promise<void> {
  await until(`${calls} calls are in the sums`, 60_000, async () => {
    const read = await manage(stack, "GET", "/v1/gateway/usage-history");
    const { totals } = historyTotals.parse(read);
    return totals.requests + totals.refusals >= calls;
  });
}

async function open(page: Page): Promise<void> {
  await page.goto(stack.dashboardUrl);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

/** Exact, from the title that hovering shows. */
async function figure(page: Page, name: "Requests" | "Tokens" | "Refusals"): Promise<number> {
  const title = await page
    .getByLabel("Traffic today")
    .getByTitle(new RegExp(`^[\\d,]+ ${name.toLowerCase()}$`))
    .getAttribute("title");
  return Number((title ?? "").split(" ")[0]?.replaceAll(",", ""));
}

async function readLedger(externalIds: string[]) {
  const start = new Date(Math.floor(Date.now() / dayMs) * dayMs).toISOString();
  const page = await manage(stack, "GET", `/v1/gateway/events?start_time=${start}&limit=1000`);
  const events = billingEventPage
    .parse(page)
    .items.filter(({ externalEntityId }) => externalIds.includes(externalEntityId));
  const tokens = events.map((event) => event.tokens.inputTokens + event.tokens.outputTokens);
  return { requests: events.length, tokens: tokens.reduce((sum, count) => sum + count, 0) };
}

const attention = (page: Page) => page.getByRole("region", { name: "Needs attention" });

test.describe
  .serial("the overview", () => {
    test("is the checklist alone until the first call, and then the day's traffic as the ledger has it", async ({
      page,
    }) => {
      keys.acme = await mintKey(stack, ids.acme);
      keys.globex = await mintKey(stack, ids.globex);
      await signIn(page, stack);
      await expect(page.getByRole("heading", { level: 1, name: "Get started" })).toBeVisible();
      await expect(page.getByRole("heading", { name: "Today" })).toHaveCount(0);
      const playground = page.getByRole("main").getByRole("link", { name: "Playground" });
      await expect(playground).toHaveAttribute("href", "/playground");

      expect(await callTimes(keys.acme, 5)).toEqual([200, 200, 200, 200, 200]);
      const statuses = await callTimes(keys.globex, 12);
      const refused = statuses.filter((status) => status === 429).length;
      expect(refused).toBeGreaterThan(0);
      expect(refused).toBeLessThan(12);
      await untilAddedUp(17);

      await open(page);
      await expect(attention(page)).toHaveCount(0);
      const ledger = await readLedger(["acme", "globex"]);
      expect(await figure(page, "Requests")).toBe(ledger.requests);
      expect(await figure(page, "Tokens")).toBe(ledger.tokens);
      expect(await figure(page, "Refusals")).toBe(refused);
      expect(ledger.requests).toBe(17 - refused);
      await page.getByLabel("Traffic today").getByRole("link", { name: "Tokens" }).click();
      await page.waitForURL(/\/usage\?range=24h/);
    });

    test("says in words how the day stands to yesterday's same hours", async ({ page }) => {
      const midnight = Math.floor(Date.now() / dayMs) * dayMs;
      const wholeHours = Math.floor((Date.now() - midnight) / hourMs);
      await withDatabase(stack, async (client) => {
        const { rows } = await client.query<{ workspace_id: string }>(
          "SELECT workspace_id FROM groups WHERE id = $1",
          [ids.acme],
        );
        const at = { workspaceId: rows[0]?.workspace_id ?? "", path: [ids.acme] };
        const db = openDatabase({
          ...{ url: stack.databaseUrl(), connections: 1, onIdleError: () => {} },
        });
        const recorded = { timestamp: Date.now() };
        await insertEvents(db, [
          usageEvent(at, midnight - dayMs, recorded),
          usageEvent(at, midnight - dayMs, recorded),
          usageEvent(at, midnight, recorded),
          usageEvent(at, midnight - 1, recorded),
        ]);
        await db.close();
      });
      await untilAddedUp(21);
      await signIn(page, stack);
      await open(page);
      const requests = page.getByLabel("Traffic today").locator("div", { hasText: "Requests" });
      const then = `${String(wholeHours).padStart(2, "0")}:00`;
      await expect(requests).toContainText(
        wholeHours > 0 ? new RegExp(`by ${then}, .*yesterday’s 2$`) : "3 in all of yesterday",
      );
      await expect(
        page.getByRole("img", { name: /^Requests by hour\. Today: the most in an hour/ }),
      ).toBeVisible();
    });

    test("tells of a dead letter, a paused webhook and a slug nobody serves, and leads to each", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page);
      await expect(attention(page)).toHaveCount(0);
      await setUpWebhook(stack, "http://127.0.0.1:9/");
      await manage(stack, "POST", "/v1/gateway/webhooks/settings/pause");
      await addDelivery(stack, "dead_letter");
      await createGroup(stack, { externalId: "dangling", slug: "acme/nobody-serves-this" });

      await open(page);
      const notices = attention(page).getByRole("listitem");
      await expect(notices).toHaveCount(3);
      await expect(notices.nth(0)).toContainText("1 webhook delivery was given up");
      await expect(notices.nth(1)).toContainText("The webhook is paused");
      await expect(notices.nth(2)).toContainText("acme/nobody-serves-this");
      await notices.nth(0).getByRole("link", { name: "See dead letters" }).click();
      await page.waitForURL(/\/webhooks\?status=dead_letter$/);
      await expect(page.getByRole("table", { name: "Deliveries" }).getByRole("row")).toHaveCount(2);
      await page.goBack();
      await notices.nth(2).getByRole("link", { name: "See endpoints" }).click();
      await expect(
        page.getByRole("button", { name: "Create endpoint acme/nobody-serves-this" }),
      ).toBeVisible();
      await page.goBack();
      await notices.nth(1).getByRole("link", { name: "See webhooks" }).click();
      await page.getByRole("button", { name: "Resume" }).click();
      await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
      await open(page);
      await expect(attention(page)).not.toContainText("paused");
    });

    test("passes axe in both themes, wide and on a phone, which it fits", async ({ page }) => {
      await signIn(page, stack);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await open(page);
        await expect(attention(page)).toBeVisible();
        for (const scheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page.locator("html")).toHaveClass(new RegExp(scheme));
          expect.soft(await seriousViolations(page), `${width} px, ${scheme}`).toEqual([]);
        }
        const scrolls = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.soft(scrolls).toBeLessThanOrEqual(width);
      }
    });

    test("shows a member of one group its traffic alone, and nothing of the workspace", async ({
      page,
    }) => {
      const member = { email: "globex@example.com", password: memberPassword };
      await signIn(page, stack, member);
      await open(page);
      const ledger = await readLedger(["globex"]);
      expect(await figure(page, "Requests")).toBe(ledger.requests);
      expect(await figure(page, "Tokens")).toBe(ledger.tokens);
      await expect(page.getByText("globex and what is below it.", { exact: true })).toBeVisible();
      await expect(attention(page)).toHaveCount(0);
      for (const name of ["Recent changes", "Gateway"]) {
        await expect(page.getByRole("heading", { name })).toHaveCount(0);
      }
      const answer = await fetch(`${stack.dashboardUrl}/api/overview`, {
        headers: { cookie: await sessionCookie(stack, member) },
      });
      const told = await answer.text();
      expect(JSON.parse(told)).toMatchObject({ ok: true, data: { workspace: null } });
      expect(told).not.toMatch(/acme|nobody-serves-this/i);
      await page.getByRole("link", { name: "Open your group" }).click();
      await page.waitForURL(`${stack.dashboardUrl}/groups/${ids.globex}`);
    });

    test("keeps the rest where a part can't be read, and says one thing where nothing can", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page);
      await rename("tree_usage_hours", "out_of_reach");
      await open(page);
      await expect(page.getByText(/^Today’s traffic could not be read: /)).toBeVisible();
      await expect(attention(page)).toContainText("given up");
      await expect(page.getByRole("link", { name: "Audit log" })).toBeVisible();
      await rename("out_of_reach", "tree_usage_hours");

      await rename("workspaces", "out_of_reach");
      await page.goto(stack.dashboardUrl);
      const main = page.getByRole("main");
      await expect(main.getByRole("alert")).toHaveText(/Not ready: Database$/);
      await expect(main.getByText("could not be read")).toHaveCount(0);
      await rename("out_of_reach", "workspaces");
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByLabel("Traffic today")).toBeVisible();
    });
  });

function rename(table: string, name: string): Promise<unknown> {
  return withDatabase(stack, (client) => client.query(`ALTER TABLE ${table} RENAME TO ${name}`));
}
