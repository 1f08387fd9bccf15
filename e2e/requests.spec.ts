import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { expectReadable } from "./expect-readable";
import { callModel, createDemoEndpoint, createGroup, manage, mintKey } from "./gateway-api";
import { limitRow, openTab } from "./groups-page";
import { addMember, memberPassword, signIn } from "./members";
import { type Stack, startStack } from "./stack";
import { until } from "./until";

const slug = "acme/demo";
const ids = { root: "", team: "", sibling: "" };
let stack: Stack;
let teamKey: string;
let answered: string;
let refused: string;

interface Limits {
  rate?: object[];
  usage?: object[];
}

async function addGroup(externalId: string, parentId: string | null, { rate, usage }: Limits) {
  const group = await manage(stack, "POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: externalId, name: externalId.replace("_", " ") },
    models: [{ slug, rate_limits: rate ?? [], usage_limits: usage ?? [] }],
    hierarchy: { parent_group_id: parentId, limit_enforcement: "CASCADING" },
  });
  return String(group["id"]);
}

/** @returns the id of the request */
async function call(expected: number): Promise<string> {
  const { status, requestId } = await callModel(stack, teamKey, { model: slug });
  expect(status).toBe(expected);
  return requestId;
}

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack);
  ids.root = await addGroup("Acme_Corp", null, {
    rate: [{ type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 }],
    usage: [{ type: "REQUEST", unit: "DAY", threshold: 3 }],
  });
  ids.team = await addGroup("Search_team", ids.root, {
    rate: [
      { type: "TOKEN", unit: "MINUTE", threshold: 700_000 },
      { type: "REQUEST", unit: "MINUTE", threshold: 500 },
    ],
  });
  ids.sibling = await addGroup("Ingest_team", ids.root, {});
  teamKey = await mintKey(stack, ids.team);
  await addMember(stack, { email: "team@example.com", role: "viewer", subtreeGroupId: ids.team });
  await addMember(stack, {
    email: "other@example.com",
    role: "viewer",
    subtreeGroupId: ids.sibling,
  });
});
test.afterAll(() => stack.stop());

async function used(page: Page, row: string): Promise<string> {
  return (await limitRow(page, slug, row))["Used"] ?? "";
}

test.describe
  .serial("live limits, and the request that one of them refused", () => {
    test("the Used column follows calls by itself, and marks what binds first", async ({
      page,
    }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.team}`);
      await expect.poll(() => used(page, "Requests per minute")).toMatch(/^0\s+0%$/);
      answered = await call(200);
      await call(200);
      await expect
        .poll(() => used(page, "Requests per minute"), { timeout: 60_000 })
        .toMatch(/^2\s+0%$/);
      expect(await used(page, "Requests per day")).toMatch(/^2\s+66%\s+binds first$/);
      await page.getByRole("button", { name: "Levels of requests per day" }).click();
      await expect(page.getByText("declares nothing")).toBeVisible();
      expect.soft(await seriousViolations(page)).toEqual([]);
    });

    test("an answered request is found with what it was billed", async ({ page }) => {
      await signIn(page, stack);
      await page.getByRole("link", { name: "Find a request" }).click();
      const field = page.getByLabel("Request ID");
      const rule = page.getByText("needs its name before it: x-request-id: …");
      await page.goto(`${stack.dashboardUrl}/requests?id=no%20id`);
      await expect(rule).toBeVisible();
      await field.fill("sky_notarequest.secret-part-of-a-key");
      await page.getByRole("button", { name: "Find request" }).click();
      await expect(rule).toBeVisible();
      expect(page.url()).not.toContain("secret");
      await field.fill(`x-request-id: ${answered}`);
      await page.getByRole("button", { name: "Find request" }).click();
      await expect(page.getByRole("heading", { name: "Answered" })).toBeVisible();
      await expect(page.getByRole("table", { name: "Billed tokens" })).toBeVisible();
      expect(page.url()).toContain(answered);
    });

    test("case 79: a call is found by its caller's id, and all calls of a trace by that", async ({
      page,
    }) => {
      const id = await createGroup(stack, { externalId: "named_calls", slug });
      const key = await mintKey(stack, id);
      const trace = "0af7651916cd43dd8448eb211c80319c";
      const traceparent = `00-${trace}-b7ad6b7169203331-01`;
      const named: string[] = [];
      for (const own of ["order-4711", "order-4711-again"]) {
        const headers = { "x-request-id": own, traceparent };
        named.push((await callModel(stack, key, { model: slug }, headers)).requestId);
      }
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests`);
      const field = page.getByRole("searchbox", { name: "Request ID" });
      await field.fill("order-4711");
      await page.getByRole("button", { name: "Find request" }).click();
      await expect(page.getByRole("article", { name: `Request ${named[0]}` })).toContainText(trace);
      await field.fill(`traceparent: ${traceparent}`);
      await page.getByRole("button", { name: "Find request" }).click();
      const table = page.getByRole("table", { name: "Requests of this name" });
      await expect(table.getByRole("link")).toHaveText([named[1] ?? "", named[0] ?? ""]);
      await expectReadable(page);
      expect.soft(await seriousViolations(page)).toEqual([]);
      await table.getByRole("link").last().click();
      await expect(page.getByRole("article", { name: `Request ${named[0]}` })).toBeVisible();
      await page.context().clearCookies();
      await signIn(page, stack, { email: "other@example.com", password: memberPassword });
      await page.goto(`${stack.dashboardUrl}/requests?id=${trace}`);
      await expect(page.getByRole("heading", { name: "No record of this request" })).toBeVisible();
    });

    test("a model's server that answers 404 is said to have, with what to check", async ({
      page,
    }) => {
      const wrong = "acme/wrong";
      const secret = await manage(stack, "POST", "/v1/secrets", { name: "wrong", value: "unused" });
      await manage(stack, "POST", "/v1/gateway/endpoints", {
        slug: wrong,
        targets: [
          {
            provider: "OPENAI_COMPATIBLE",
            base_url: `${stack.demoUrl}/wrong`,
            secret_id: secret["id"],
            target_model: "headgate-demo",
          },
        ],
      });
      const id = await createGroup(stack, { externalId: "wrong_address", slug: wrong });
      const key = await mintKey(stack, id);
      const { text, requestId } = await callModel(stack, key, { model: wrong });
      expect(text).toContain("answered 404");
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests?id=${requestId}`);
      await expect(page.getByText("answered 404: check Base URL and Target model")).toBeVisible();
    });

    test("which budget was exceeded: the palette leads to the refusal, and it to the group", async ({
      page,
    }) => {
      await call(200);
      refused = await call(429);
      await until("the refusal is kept", 60_000, async () =>
        manage(stack, "GET", `/v1/gateway/requests/${refused}`).then(
          () => true,
          () => false,
        ),
      );
      await signIn(page, stack);
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Groups by name").fill(refused);
      await page.getByRole("option", { name: "Find this request" }).click();
      await expect(page.getByRole("heading", { name: "Refused by a limit" })).toBeVisible();
      await expect(page.getByText("Requests per day of Acme Corp refused it")).toBeVisible();
      const table = page.getByRole("table", { name: "Limits at that moment" });
      await expect(table.getByRole("row", { name: "Requests per day" })).toContainText(
        "refused here",
      );
      await expect(table.getByRole("row", { name: "Tokens per minute" })).toHaveCount(2);
      await expectReadable(page);
      await table.getByRole("link", { name: "Acme Corp" }).first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Acme Corp" })).toBeVisible();
    });

    test("limits can be read while they are exhausted (case 2)", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.team}`);
      await expect.poll(() => used(page, "Requests per day")).toMatch(/^3\s+100%/);
      await openTab(page, "Usage");
      await expect(page.getByRole("row", { name: "Requests per day", exact: true })).toContainText(
        "100%",
      );
    });

    test("limits that were typed and not saved are not left by accident", async ({ page }) => {
      await signIn(page, stack);
      const url = `${stack.dashboardUrl}/groups/${ids.team}`;
      const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
      const field = page.getByRole("group", { name: slug }).getByLabel("Request rate", {
        exact: true,
      });
      const edit = async (value: string) => {
        await page.goto(url);
        await page.getByRole("button", { name: "Edit limits" }).first().click();
        await field.fill(value);
      };
      await edit("400");
      await page.getByRole("tab", { name: "Keys" }).click();
      await expect(dialog).toBeVisible();
      await dialog.getByRole("button", { name: "Keep editing" }).click();
      await expect(field).toHaveValue("400");
      await page.goBack();
      await dialog.getByRole("button", { name: "Keep editing" }).click();
      await expect(field).toHaveValue("400");
      await page.getByRole("tab", { name: "Keys" }).click();
      await dialog.getByRole("button", { name: "Discard changes" }).click();
      await expect(page.getByRole("button", { name: "Mint key" }).first()).toBeVisible();
      await edit("300");
      await page.getByRole("link", { name: "Endpoints", exact: true }).click();
      await dialog.getByRole("button", { name: "Discard changes" }).click();
      await page.waitForURL(`${stack.dashboardUrl}/endpoints`);
      await edit("200");
      await page.getByRole("button", { name: "Save limits" }).click();
      await expect(page.getByRole("button", { name: "Save limits" })).toBeHidden();
      expect((await limitRow(page, slug, "Requests per minute"))["Effective"]).toBe("200");
      await page.getByRole("tab", { name: "Keys" }).click();
      await expect(page.getByRole("button", { name: "Mint key" }).first()).toBeVisible();
    });

    test("a change that others stand in the way of comes with a plan, and the plan works", async ({
      page,
    }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.team}`);
      await page.getByRole("button", { name: "Edit limits" }).first().click();
      const form = page.getByRole("group", { name: slug });
      const why = page.getByText(/1,200,000 tokens per minute: above the 1,000,000 of Acme Corp/);
      await form.getByLabel("Token rate", { exact: true }).fill("1.2m");
      await expect(why).toHaveCount(1);
      await page.getByRole("button", { name: "Save limits" }).click();
      await expect(page.getByText("Not saved: see the marked input.")).toBeVisible();
      await expect(why).toHaveCount(1);
      await expect(form.getByLabel("Token rate", { exact: true })).toBeFocused();
      await page.getByRole("button", { name: "Preview" }).click();
      const plan = page.getByRole("region", { name: "Plan" });
      await expect(plan.getByRole("listitem")).toHaveText(/1.*Acme Corp.*1M.*1\.2M/);
      expect.soft(await seriousViolations(page)).toEqual([]);
      await expect(why).toHaveCount(1);
      await expect(page.getByRole("button", { name: "Save limits" })).toBeDisabled();
      await plan.getByRole("button", { name: "Apply 1 change, then save" }).click();
      await expect(page.getByRole("button", { name: "Save limits" })).toBeHidden();
      for (const id of [ids.root, ids.team]) {
        const group = await manage(stack, "GET", `/v1/gateway/groups/${id}`);
        expect(JSON.stringify(group["models"])).toContain('"threshold":1200000');
      }
      await openTab(page, "Activity");
      const limits = page.getByRole("listitem").filter({ hasText: "Limits changed" }).first();
      await expect(limits).toContainText(/Tokens per minute for acme\/demo: 700k.*1\.2M/);
      await page.goto(`${stack.dashboardUrl}/audit`);
      const log = page.getByRole("table", { name: "Audit log" });
      // The one before is for phones.
      const raised = log.getByText(/Tokens per minute for acme\/demo: 1M.*1\.2M/).last();
      await expect(raised).toBeVisible();
    });

    test("a subgroup above its parent is refused in words, with the parent's name", async ({
      page,
    }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/groups/${ids.root}`);
      await page.getByRole("button", { name: "New subgroup" }).first().click();
      const dialog = page.getByRole("dialog", { name: "New group" });
      await dialog.getByRole("textbox", { name: "External ID" }).fill("too_much");
      await dialog.locator("summary", { hasText: "Limits" }).click();
      await dialog.getByLabel("Requests per day").fill("9");
      await dialog.getByRole("button", { name: "Create group" }).click();
      await expect(dialog.getByText("9 requests per day: above the 3 of Acme Corp.")).toHaveCount(
        1,
      );
      await expect(dialog.getByText(/grp_|REQUEST/)).toHaveCount(0);
      // Corrected where it stands, key by key: nothing may close under the hand.
      const refused = dialog.getByLabel("Requests per day");
      await refused.click();
      await page.keyboard.press("End");
      await page.keyboard.press("Backspace");
      await page.keyboard.type("2");
      await expect(refused).toBeFocused();
      await expect(refused).toHaveValue("2");
    });

    test("the palette finds a group by its whole external id, and Enter opens it", async ({
      page,
    }) => {
      await signIn(page, stack);
      await page.goto(stack.dashboardUrl);
      await page.keyboard.press("Control+k");
      const palette = page.getByRole("dialog", { name: "Search" });
      await palette.getByRole("combobox").fill("Search_team");
      await expect(palette.getByRole("option", { selected: true })).toContainText("Search team");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(`${stack.dashboardUrl}/groups/${ids.team}`);
    });

    test("an unknown request is said to be unknown", async ({ page }) => {
      await signIn(page, stack);
      await page.goto(`${stack.dashboardUrl}/requests?id=req_01M85TRH1H7FYZVQRW1Y5DM22A`);
      await expect(page.getByRole("heading", { name: "No record of this request" })).toBeVisible();
      expect.soft(await seriousViolations(page)).toEqual([]);
    });

    test("a member of a subtree finds its requests without the names above, and no other's", async ({
      page,
    }) => {
      await signIn(page, stack, { email: "team@example.com", password: memberPassword });
      await page.goto(`${stack.dashboardUrl}/requests?id=${refused}`);
      await expect(
        page.getByText("Requests per day of a group above yours refused it"),
      ).toBeVisible();
      expect(await page.content()).not.toContain("Acme Corp");
      const live = await page.request.get(`${stack.dashboardUrl}/api/groups/${ids.team}/limits`);
      expect(await live.json()).toMatchObject({ ok: true, data: { available: true } });
      expect(JSON.stringify(await live.json())).not.toContain("Acme");
    });

    test("a member of another subtree sees neither the request nor the limits", async ({
      page,
    }) => {
      await signIn(page, stack, { email: "other@example.com", password: memberPassword });
      await page.goto(`${stack.dashboardUrl}/requests?id=${refused}`);
      await expect(page.getByText("outside of what you manage")).toBeVisible();
      const live = await page.request.get(`${stack.dashboardUrl}/api/groups/${ids.team}/limits`);
      expect(await live.json()).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
    });

    test("signed out, the limits of a group are nobody's to read", async ({ request }) => {
      const live = await request.get(`${stack.dashboardUrl}/api/groups/${ids.team}/limits`);
      expect(await live.json()).toMatchObject({ ok: false, error: { code: "UNAUTHENTICATED" } });
    });
  });
