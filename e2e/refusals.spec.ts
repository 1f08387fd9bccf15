import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { expectReadable, phone } from "./expect-readable";
import { callModel, createDemoEndpoint, createGroup, manage, mintKey } from "./gateway-api";
import { openTab } from "./groups-page";
import { addMember, memberPassword, signIn } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { until } from "./until";

const slug = "acme/demo";
const ids = { root: "", team: "", small: "", quiet: "" };
const tied = { email: "team@example.com", password: memberPassword };
const other = { email: "quiet@example.com", password: memberPassword };
let stack: Stack;
let refused: string[] = [];

const addGroup = (name: string, parentId?: string, requestsPerDay?: number) =>
  createGroup(stack, {
    ...{ externalId: name.toLowerCase().replaceAll(" ", "_"), name, enforcement: "CASCADING" },
    ...{ slug, ...(parentId && { parentId }), ...(requestsPerDay && { requestsPerDay }) },
  });

/** @returns the ids of the requests */
async function call(key: string, times: number, status: number): Promise<string[]> {
  const requests: string[] = [];
  for (let count = 0; count < times; count++) {
    const answer = await callModel(stack, key, { model: slug });
    expect(answer.status).toBe(status);
    requests.push(answer.requestId);
  }
  return requests;
}

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack, slug);
  ids.root = await addGroup("Acme Corp", undefined, 2);
  ids.team = await addGroup("Search", ids.root);
  ids.small = await addGroup("Small shop", undefined, 1);
  ids.quiet = await addGroup("Quiet Inc");
  await addMember(stack, { ...tied, role: "viewer", subtreeGroupId: ids.team });
  await addMember(stack, { ...other, role: "viewer", subtreeGroupId: ids.quiet });
});
test.afterAll(() => stack.stop());

const table = (page: Page) => page.getByRole("table", { name: "Recent refusals" });
const rows = (page: Page) => table(page).getByRole("row", { name: /, Requests per day$/ });

test.describe
  .serial("recent refusals", () => {
    test("before there are any, the page says what would stand here", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests`);
      await expect(page.getByRole("heading", { name: "Recent refusals" })).toBeVisible();
      await expect(page.getByText("is on record for 7 days")).toBeVisible();
      expect.soft(await seriousViolations(page)).toEqual([]);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.team}?tab=usage`);
      await expect(
        page.getByText("No call of this group, or below it, was refused."),
      ).toBeVisible();
    });

    test("calls over a limit stand there as one line, which opens into its refusals", async ({
      page,
    }) => {
      const team = await mintKey(stack, ids.team);
      const small = await mintKey(stack, ids.small);
      await call(team, 2, 200);
      refused = await call(team, 23, 429);
      await call(small, 1, 200);
      await call(small, 1, 429);
      await until("the refusals are kept", 60_000, async () => {
        const { refusals } = await manage(stack, "GET", "/v1/gateway/refusals/summary");
        return refusals === 24;
      });
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests`);
      await expect(rows(page)).toHaveCount(2);
      await expect(page.getByText(/^24 refusals since/)).toBeVisible();
      const line = rows(page).first();
      await expect(line).toContainText(
        /Search.*in Acme Corp.*acme\/demo.*2 requests per day.*of Acme Corp.*23/s,
      );
      await expect(line.getByRole("link", { name: "Acme Corp" })).toHaveAttribute(
        "href",
        `/groups/${ids.root}`,
      );
      const opener = line.getByRole("button", { name: "Refusals of Search by requests per day" });
      await opener.click();
      await expect(opener).toHaveAttribute("aria-expanded", "true");
      const refusals = page.getByRole("list", { name: "Single refusals" }).getByRole("listitem");
      await expect(refusals).toHaveCount(20);
      await page.getByRole("button", { name: "Show more" }).click();
      await expect(refusals).toHaveCount(23);
      const listed = await refusals.getByRole("link").allTextContents();
      expect(listed).toEqual(refused.toReversed());
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await seriousViolations(page), colorScheme).toEqual([]);
      }
      await expectReadable(page);
      await refusals.first().getByRole("link").click();
      await expect(page.getByRole("heading", { name: "Refused by a limit" })).toBeVisible();
      await expect(page.getByText("Requests per day of Acme Corp refused it")).toBeVisible();
      await expect(page.getByRole("heading", { name: "Recent refusals" })).toHaveCount(0);
      await page.goBack();
      await expect(rows(page)).toHaveCount(2);
    });

    test("the filters stand in the address, by group with all below it", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests`);
      const filters = page.getByRole("search", { name: "Refusals" });
      await filters.getByRole("button", { name: /^Group/ }).click();
      await page.getByPlaceholder("Name, id or key prefix").fill("Acme");
      await page.getByRole("option", { name: /^Acme Corp/ }).click();
      await expect(page).toHaveURL(`${stack.dashboardUrl}/requests?group=${ids.root}`);
      await expect(rows(page)).toHaveCount(1);
      await filters.getByLabel("Range").selectOption("Last 7 days");
      await expect(page).toHaveURL(/range=7d/);
      await filters.getByLabel("Model").selectOption(slug);
      await expect(page).toHaveURL(/slug=acme%2Fdemo/);
      await expect(rows(page)).toHaveCount(1);
      await page.reload();
      await expect(filters.getByRole("button", { name: "Group Acme Corp" })).toBeVisible();
      await page.goto(`${stack.dashboardUrl}/requests?group=${ids.quiet}`);
      await expect(page.getByText("No call that matches the filters")).toBeVisible();
      await page.getByRole("link", { name: "Show all groups and models" }).click();
      await expect(rows(page)).toHaveCount(2);
    });

    test("a group's Usage tab has its own, and leads to the page", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.root}`);
      await openTab(page, "Usage");
      const section = page.getByRole("region", { name: "Refused in the last 24 hours" });
      await expect(section.getByRole("row", { name: "Search, Requests per day" })).toBeVisible();
      await section.getByRole("link", { name: "All recent refusals" }).click();
      await expect(page).toHaveURL(`${stack.dashboardUrl}/requests?group=${ids.root}`);
      await expect(rows(page)).toHaveCount(1);
    });

    test("a member of a subtree sees its refusals alone, and no name from above", async ({
      page,
    }) => {
      await signIn(page, stack, tied);
      await page.goto(`${stack.dashboardUrl}/requests`);
      await expect(rows(page)).toHaveCount(1);
      await expect(rows(page)).toContainText("of a group above yours");
      await rows(page).getByRole("button").click();
      await expect(
        page.getByRole("list", { name: "Single refusals" }).getByRole("listitem"),
      ).toHaveCount(20);
      expect(await page.content()).not.toMatch(/Acme Corp|acme_corp|Small shop/);
      await page.goto(`${stack.dashboardUrl}/requests?group=${ids.small}`);
      await expect(page.getByText("outside of what you manage")).toBeVisible();
      expect(await page.content()).not.toContain("Small shop");
      await page.context().clearCookies();
      await signIn(page, stack, other);
      await page.goto(`${stack.dashboardUrl}/requests`);
      await expect(page.getByText("Nothing refused in the last 24 hours")).toBeVisible();
    });

    test("single refusals are read by those who may see their group", async () => {
      const read = async (query: string, member?: typeof tied) => {
        const headers: Record<string, string> = {};
        if (member) headers["cookie"] = await sessionCookie(stack, member);
        const answer = await fetch(`${stack.dashboardUrl}/api/refusals?${query}`, { headers });
        return answer.json();
      };
      const ofTeam = `group_id=${ids.team}`;
      expect(await read(ofTeam)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
      expect(await read(ofTeam, other)).toMatchObject({ error: { code: "FORBIDDEN" } });
      expect(await read(`group_id=${ids.root}`, tied)).toMatchObject({
        error: { code: "FORBIDDEN" },
      });
      for (const query of ["", `${ofTeam}&limit=0`]) {
        expect(await read(query, stack.admin)).toMatchObject({
          error: { code: "VALIDATION_ERROR" },
        });
      }
      const own = await read(`${ofTeam}&limit=2`, tied);
      expect(own).toMatchObject({
        ok: true,
        data: { refusals: [{ requestId: refused.at(-1) }, {}] },
      });
      expect(JSON.stringify(own)).not.toMatch(/acme_corp|Acme Corp/);
    });

    test("on a phone every column is in sight", async ({ page }) => {
      await page.setViewportSize(phone);
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests`);
      await rows(page).first().getByRole("button").click();
      await expect(page.getByRole("list", { name: "Single refusals" })).toBeVisible();
      const scrolls = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(scrolls).toBe(0);
      expect.soft(await seriousViolations(page)).toEqual([]);
    });
  });
