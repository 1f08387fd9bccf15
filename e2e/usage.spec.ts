import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { z } from "zod";
import { billingEventPage } from "../gateway/contracts/billing-event";
import { seriousViolations } from "./axe";
import { phone } from "./expect-readable";
import { callModel, createDemoEndpoint, manage, mintKey } from "./gateway-api";
import { addMember, memberPassword, signIn } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { until } from "./until";

const slug = "acme/demo";
const broken = "acme/broken";
const tokensPerDay = 1_000_000;
const ids = { root: "", team: "", sibling: "" };
const keys = { ci: "", batch: "", sibling: "" };
let stack: Stack;
let ledger: z.infer<typeof billingEventPage>["items"];

async function addGroup(externalId: string, parentId: string | null, usage: object[] = []) {
  const group = await manage(stack, "POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: externalId, name: externalId.replace("_", " ") },
    models: [slug, broken].map((name) => ({
      ...{ slug: name, rate_limits: [] },
      usage_limits: name === slug ? usage : [],
    })),
    hierarchy: { parent_group_id: parentId, limit_enforcement: "CASCADING" },
  });
  return String(group["id"]);
}

async function call(key: string, words: number, model = slug): Promise<number> {
  const { status } = await callModel(stack, key, {
    ...{ model, stream: words % 2 === 0, max_tokens: 40 },
    messages: [{ role: "user", content: "hello ".repeat(words) }],
  });
  return status;
}

/** Every billing event since the stack is there. */
async function readLedger() {
  const page = await manage(
    stack,
    "GET",
    "/v1/gateway/events?start_time=2026-01-01T00:00:00Z&limit=1000",
  );
  return billingEventPage.parse(page).items;
}

const historyTotals = z.object({ totals: z.record(z.string(), z.number()) });
async function readTotals() {
  const history = await manage(stack, "GET", "/v1/gateway/usage-history");
  return historyTotals.parse(history).totals;
}

type Event = (typeof ledger)[number];
const countTokens = ({ tokens }: Event) => tokens.inputTokens + tokens.outputTokens;
function sum(events: Event[], read: (event: Event) => number): number {
  return events.reduce((total, event) => total + read(event), 0);
}
const eventsOfKey = (key: string) =>
  ledger.filter((event) => key.startsWith(`${event.apiKeyPrefix}.`));
const findEvents = (externalId: string) =>
  ledger.filter((event) => event.externalEntityId === externalId);

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack, slug);
  await manage(stack, "POST", "/v1/gateway/endpoints", {
    slug: broken,
    targets: [
      {
        provider: "OPENAI_COMPATIBLE",
        base_url: "http://127.0.0.1:9",
        secret_id: (await manage(stack, "POST", "/v1/secrets", { name: "b", value: "b" }))["id"],
        target_model: "nobody",
      },
    ],
  });
  ids.root = await addGroup("Acme_Corp", null, [
    { type: "TOKEN", unit: "DAY", threshold: tokensPerDay },
    { type: "REQUEST", unit: "DAY", threshold: 12 },
  ]);
  ids.team = await addGroup("Search_team", ids.root);
  ids.sibling = await addGroup("=Ingest_team", ids.root);
  keys.ci = await mintKey(stack, ids.team, "ci");
  keys.batch = await mintKey(stack, ids.team, "batch, nightly");
  keys.sibling = await mintKey(stack, ids.sibling, "ingest");
  await addMember(stack, { email: "team@example.com", role: "viewer", subtreeGroupId: ids.team });
});
test.afterAll(() => stack.stop());

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${stack.dashboardUrl}${path}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

/** The last row of the table behind a chart: one figure for every column, exact. */
async function totalsBehind(page: Page, name: string): Promise<Record<string, number>> {
  const show = page.getByRole("button", { name: `Show table: ${name}`, exact: true });
  const table = page.getByRole("table", { name, exact: true });
  await expect(show.or(table)).toBeVisible();
  if (await show.isVisible()) await show.click();
  const heads = await table.getByRole("columnheader").allTextContents();
  const cells = table.getByRole("row", { name: /^Total/ }).getByRole("cell");
  const figures = (await cells.allTextContents()).map((text) => Number(text.replaceAll(",", "")));
  return Object.fromEntries(
    heads.slice(1).map((head, index) => [head, figures[index] ?? Number.NaN]),
  );
}

/** RFC 4180, for what we wrote. */
function readCsv(text: string): Record<string, string>[] {
  const rows = text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
  const [head = [], ...lines] = rows;
  return lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ""])));
}

function columnSum(rows: Record<string, string>[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}

async function exportCsv(page: Page): Promise<Record<string, string>[]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^usage-by-\w+-.*\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  // The mark by which Excel reads it as UTF-8.
  expect(text.startsWith("\uFEFF")).toBe(true);
  return readCsv(text.slice(1));
}

test.describe
  .serial("usage over time", () => {
    test("before the first call the page says how figures get here", async ({ page }) => {
      await signIn(page, stack);
      await page.getByRole("link", { name: "Usage", exact: true }).click();
      await expect(page.getByRole("heading", { name: "No traffic in this range" })).toBeVisible();
    });

    test("charts' tables equal the ledger, in all and by group, key and model", async ({
      page,
    }) => {
      const answers = [];
      for (const words of [3, 4, 10, 21]) answers.push(await call(keys.ci, words));
      for (const words of [30, 45, 60]) answers.push(await call(keys.batch, words));
      for (const words of [2, 7, 8, 9, 11]) answers.push(await call(keys.sibling, words));
      expect(answers).toEqual(answers.map(() => 200));
      for (const key of [keys.ci, keys.sibling, keys.sibling]) {
        expect(await call(key, 1)).toBe(429);
      }
      expect(await call(keys.ci, 1, broken)).toBeGreaterThanOrEqual(500);
      await until("all calls are in the sums", 60_000, async () => {
        const { requests, refusals } = await readTotals();
        return requests === 13 && refusals === 3;
      });
      ledger = await readLedger();
      expect(ledger).toHaveLength(12);

      await signIn(page, stack);
      await open(page, "/usage");
      const cached = sum(ledger, ({ tokens }) => tokens.cachedInputTokens);
      expect(await totalsBehind(page, "Tokens per day")).toEqual({
        "Input, not cached": sum(ledger, ({ tokens }) => tokens.inputTokens) - cached,
        "Input, cached": cached,
        Output: sum(ledger, ({ tokens }) => tokens.outputTokens),
        Total: sum(ledger, countTokens),
      });
      expect(await totalsBehind(page, "Requests per day")).toEqual({
        Billed: 12,
        "Not billed, the model failed": 1,
        Total: 13,
      });
      expect(await totalsBehind(page, "Refusals per day")).toEqual({ Refusals: 3 });
      expect.soft(await seriousViolations(page)).toEqual([]);

      await page.getByLabel("Split by").selectOption("Key");
      await page.waitForURL(/by=key/);
      const byPrefix = (key: string) =>
        ledger.filter(({ apiKeyPrefix }) => key.startsWith(`${apiKeyPrefix}.`));
      const label = (key: string, name: string) => `${key.split(".")[0]} (${name})`;
      await expect
        .poll(() => totalsBehind(page, "Tokens per day"))
        .toEqual({
          [label(keys.ci, "ci")]: sum(byPrefix(keys.ci), countTokens),
          [label(keys.batch, "batch, nightly")]: sum(byPrefix(keys.batch), countTokens),
          [label(keys.sibling, "ingest")]: sum(byPrefix(keys.sibling), countTokens),
          Total: sum(ledger, countTokens),
        });

      await page.getByLabel("Split by").selectOption("Model");
      await page.waitForURL(/by=slug/);
      await expect
        .poll(() => totalsBehind(page, "Requests per day"))
        .toEqual({ [slug]: 12, [broken]: 1, Total: 13 });

      await open(page, `/usage?group=${ids.root}&by=group&interval=hour`);
      expect(await totalsBehind(page, "Tokens per hour")).toEqual({
        "Search team": sum(findEvents("Search_team"), countTokens),
        "=Ingest team": sum(findEvents("=Ingest_team"), countTokens),
        Total: sum(ledger, countTokens),
      });
    });

    test("the CSV opens with the same sums, and with names that are no formulas", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page, `/usage?by=group&interval=hour&group=${ids.root}`);
      const byGroup = await exportCsv(page);
      expect(columnSum(byGroup, "total_tokens")).toBe(sum(ledger, countTokens));
      expect(columnSum(byGroup, "requests")).toBe(13);
      expect(columnSum(byGroup, "refusals")).toBe(3);
      const ingest = byGroup.filter((row) => row["group_id"] === ids.sibling);
      expect(columnSum(ingest, "total_tokens")).toBe(sum(findEvents("=Ingest_team"), countTokens));
      expect(ingest[0]?.["group_name"]).toBe("'=Ingest team");

      await open(page, "/usage?by=key");
      const byKey = await exportCsv(page);
      expect(byKey.map((row) => row["key_name"])).toContain("batch, nightly");
      expect(columnSum(byKey, "input_tokens")).toBe(
        sum(ledger, ({ tokens }) => tokens.inputTokens),
      );
      await open(page, "/usage");
      const inAll = await exportCsv(page);
      expect(columnSum(inAll, "output_tokens")).toBe(
        sum(ledger, ({ tokens }) => tokens.outputTokens),
      );
    });

    test("a group, a range and a model are in the address, and Back leads back", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page, "/usage");
      await page.getByRole("button", { name: "Group All groups" }).click();
      await page.getByPlaceholder("Name, id or key prefix").fill("search");
      await page.getByRole("option", { name: "Search team" }).click();
      await page.waitForURL(new RegExp(`group=${ids.team}`));
      await expect(page.getByRole("navigation", { name: "Group" })).toContainText("Search team");
      await page.getByLabel("Range").selectOption("Last 24 hours");
      await page.waitForURL(/range=24h/);
      await expect
        .poll(async () => (await totalsBehind(page, "Tokens per hour"))["Total"])
        .toBe(sum(findEvents("Search_team"), countTokens));
      await page.getByLabel("Model").selectOption(broken);
      await page.waitForURL(/slug=acme/);
      await expect(page.getByText("No tokens in this range")).toBeVisible();
      await page.goBack();
      await expect(page.getByLabel("Model")).toHaveValue("");
      await page.getByLabel("Range").selectOption("Last month");
      await expect(page.getByRole("heading", { name: "No traffic in this range" })).toBeVisible();
      await open(page, "/usage?key=sky_nobody0000000");
      await expect(page.getByRole("heading", { name: "This key does not exist" })).toBeVisible();
    });

    test("the consumers are sorted by each column, by keyboard too, and their shares make 100%", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page, "/usage?by=key");
      const table = page.getByRole("table", { name: "Top keys" });
      const names = () => table.locator("tbody th a:first-child").allTextContents();
      const byFigure = (read: (event: Event) => number) =>
        Object.entries({ ci: keys.ci, "batch, nightly": keys.batch, ingest: keys.sibling })
          .map(([name, key]) => ({ name, figure: sum(eventsOfKey(key), read) }))
          .sort((one, other) => other.figure - one.figure)
          .map(({ name }) => name);
      const keyNames = async () =>
        (await names()).filter((name) => ["ci", "batch, nightly", "ingest"].includes(name));
      const head = (name: string) => table.getByRole("columnheader", { name });
      await expect(head("Tokens")).toHaveAttribute("aria-sort", "descending");
      expect(await keyNames()).toEqual(byFigure(countTokens));

      await head("Output").getByRole("button").click();
      await expect(head("Output")).toHaveAttribute("aria-sort", "descending");
      await expect(head("Tokens")).toHaveAttribute("aria-sort", "none");
      expect(await keyNames()).toEqual(byFigure(({ tokens }) => tokens.outputTokens));
      await head("Key").getByRole("button").focus();
      await page.keyboard.press("Enter");
      await expect(head("Key")).toHaveAttribute("aria-sort", "ascending");
      expect(await keyNames()).toEqual(["batch, nightly", "ci", "ingest"]);
      await page.keyboard.press("Space");
      await expect(head("Key")).toHaveAttribute("aria-sort", "descending");
      expect(await keyNames()).toEqual(["ingest", "ci", "batch, nightly"]);

      const shares = await table.locator("tbody td:nth-child(3)").allTextContents();
      const [total, ...parts] = shares.map((text) => Number(text.replace(/[%<]/g, ""))).reverse();
      expect(total).toBe(100);
      expect(parts.reduce((left, part) => left + part, 0)).toBeCloseTo(100, 6);
      await expect(table.getByRole("row").last()).toHaveText(/^Total/);
    });

    test("a chart is moved through by keyboard, and says where it stands", async ({ page }) => {
      await signIn(page, stack);
      await open(page, "/usage");
      const chart = page.getByRole("application", { name: /^Tokens per day/ });
      await chart.focus();
      await expect(async () => {
        await page.keyboard.press("ArrowRight");
        const said = await page.getByRole("status").filter({ hasText: "Total" }).textContent();
        expect(said?.replaceAll(/[\s,]/g, "")).toContain(`Total${sum(ledger, countTokens)}`);
      }).toPass();
    });

    test("a group's tab shows how its day burned down, and passes axe in both themes", async ({
      page,
    }) => {
      await signIn(page, stack);
      await open(page, `/groups/${ids.root}?tab=usage`);
      const name = `Tokens per day left today, ${slug}`;
      await page.getByRole("button", { name: `Show table: ${name}` }).click();
      const left = page.getByRole("table", { name }).getByRole("row").last().getByRole("cell");
      const used = sum(ledger, countTokens);
      await expect(left).toHaveText([
        used.toLocaleString("en-US"),
        (tokensPerDay - used).toLocaleString("en-US"),
      ]);
      await expect(page.getByText("Used up: calls are refused until the reset.")).toBeVisible();
      await expect(page.getByText(/resets .*, 00:00 UTC/).first()).toBeVisible();
      const table = page.getByRole("table", { name: "Top groups" });
      await table.getByRole("link", { name: "Search team" }).click();
      await page.waitForURL(new RegExp(`/groups/${ids.team}`));
      for (const path of [`/groups/${ids.root}?tab=usage&by=group`, "/usage?by=key"]) {
        await open(page, path);
        await totalsBehind(page, "Tokens per day");
        for (const scheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page.locator("html")).toHaveClass(new RegExp(scheme));
          expect.soft(await seriousViolations(page), `${path}, ${scheme}`).toEqual([]);
        }
        await page.setViewportSize(phone);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.soft(width, path).toBeLessThanOrEqual(phone.width);
        expect.soft(await seriousViolations(page), `${path} on a phone`).toEqual([]);
        await page.setViewportSize({ width: 1440, height: 900 });
      }
    });

    test("a member of a subtree sees and exports its usage alone", async ({ page }) => {
      const member = { email: "team@example.com", password: memberPassword };
      await signIn(page, stack, member);
      await open(page, "/usage");
      expect((await totalsBehind(page, "Tokens per day"))["Total"]).toBe(
        sum(findEvents("Search_team"), countTokens),
      );
      expect(columnSum(await exportCsv(page), "total_tokens")).toBe(
        sum(findEvents("Search_team"), countTokens),
      );
      const cookie = await sessionCookie(stack, member);
      for (const groupId of [ids.root, ids.sibling]) {
        await page.goto(`${stack.dashboardUrl}/usage?group=${groupId}`);
        await expect(page.getByRole("main").getByRole("alert")).toContainText("outside");
        const refused = await fetch(`${stack.dashboardUrl}/api/usage/export?group=${groupId}`, {
          headers: { cookie },
        });
        expect(refused.status).toBe(403);
        expect(await refused.json()).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
      }
      await page.goto(`${stack.dashboardUrl}/groups/${ids.team}?tab=usage`);
      await expect(page.getByRole("figure", { name: "Tokens" })).toBeVisible();
      expect(await page.content()).not.toContain("Acme Corp");
    });

    test("usage of another site's asking is refused, and nothing is told signed out", async () => {
      const url = `${stack.dashboardUrl}/api/usage/export`;
      const signedOut = await fetch(url);
      expect(signedOut.status).toBe(401);
      const cookie = await sessionCookie(stack);
      const crossSite = await fetch(url, { headers: { cookie, "sec-fetch-site": "cross-site" } });
      expect(await crossSite.json()).toMatchObject({ error: { code: "CROSS_ORIGIN" } });
      const own = await fetch(url, { headers: { cookie } });
      expect(own.headers.get("cache-control")).toBe("no-store");
    });
  });
