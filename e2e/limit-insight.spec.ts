import { expect, type Page, test } from "@playwright/test";
import { seriousViolations } from "./axe";
import { callModel, createDemoEndpoint, manage, mintKey } from "./gateway-api";
import { addMember, memberPassword, signIn } from "./members";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";

const slug = "acme/demo";
const longName = `A customer whose name ${"goes on and ".repeat(8)}on`;
const ids = { acme: "", engineering: "", search: "", tier: "", anna: "" };
const tied = { email: "tied@example.com", password: memberPassword };
let stack: Stack;

interface Fixture {
  parent?: string;
  mode?: "CASCADING" | "INDEPENDENT";
  rate?: object[];
  usage?: object[];
  slugs?: string[];
}

async function addGroup(name: string, { parent, mode, rate, usage, slugs }: Fixture = {}) {
  const group = await manage(stack, "POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: name.toLowerCase().replaceAll(" ", "_"), name },
    models: (slugs ?? [slug]).map((each) => ({
      ...{ slug: each, rate_limits: rate ?? [], usage_limits: usage ?? [] },
    })),
    hierarchy: { parent_group_id: parent ?? null, limit_enforcement: mode ?? null },
  });
  return String(group["id"]);
}

async function call(groupId: string, times: number): Promise<void> {
  const key = await mintKey(stack, groupId);
  for (let count = 0; count < times; count++) {
    expect((await callModel(stack, key, { model: slug })).status).toBe(200);
  }
}

test.beforeAll(async () => {
  stack = await startStack();
  await createDemoEndpoint(stack, slug);
  const perMinute = (threshold: number) => [{ type: "REQUEST", unit: "MINUTE", threshold }];
  const perDay = (threshold: number) => [{ type: "REQUEST", unit: "DAY", threshold }];
  ids.acme = await addGroup("Acme Corp", {
    ...{ mode: "CASCADING", rate: perMinute(1_000), usage: perDay(100) },
  });
  ids.engineering = await addGroup("Engineering", { parent: ids.acme });
  ids.search = await addGroup("Search", { parent: ids.engineering, usage: perDay(50) });
  const ingest = await addGroup("Ingest", { parent: ids.engineering });
  const finance = await addGroup("Finance", { parent: ids.acme });
  const long = await addGroup(longName, { parent: ids.acme });
  ids.tier = await addGroup("Free tier", { mode: "INDEPENDENT", usage: perDay(40) });
  ids.anna = await addGroup("Anna", { parent: ids.tier });
  await call(ids.search, 4);
  await call(ingest, 3);
  await call(finance, 2);
  await call(long, 1);
  await call(ids.acme, 1);
  await call(ids.anna, 3);
  await addMember(stack, { ...tied, role: "operator", subtreeGroupId: ids.search });
});
test.afterAll(() => stack.stop());

async function openLevels(page: Page, groupId: string, limit: string): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}`);
  await page.getByRole("button", { name: `Levels of ${limit}` }).click();
}

async function openEditor(page: Page, groupId: string): Promise<void> {
  await page.goto(`${stack.dashboardUrl}/groups/${groupId}`);
  await page.getByRole("button", { name: "Edit limits" }).first().click();
}

const consumers = (page: Page) => page.getByRole("list", { name: "Who used it" });

test("a row of a cascading tree tells who used each pool, and leads to them", async ({ page }) => {
  await signIn(page, stack);
  await openLevels(page, ids.search, "requests per day");
  await expect(consumers(page)).toHaveCount(2);
  await expect(consumers(page).first().getByRole("listitem")).toHaveText([
    /^Engineering\s*7$/,
    /^Finance\s*2$/,
    /^(own keys|A customer .*)\s*1$/,
    /^(own keys|A customer .*)\s*1$/,
  ]);
  await expect(consumers(page).nth(1).getByRole("listitem")).toHaveText([/^own keys\s*4$/]);
  await expect(page.getByText("those under way are not counted yet")).toBeVisible();
  expect.soft(await seriousViolations(page)).toEqual([]);
  await call(ids.search, 1);
  const engineering = consumers(page).first().getByRole("listitem").first();
  await expect(engineering).toHaveText(/^Engineering\s*8$/, { timeout: 60_000 });
  await engineering.getByRole("link", { name: "Engineering" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Engineering" })).toBeVisible();
});

test("a row fits a phone, with long names too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, stack);
  await openLevels(page, ids.acme, "requests per day");
  await expect(consumers(page).getByRole("listitem")).toHaveCount(4);
  const scrolls = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(scrolls)).toBe(0);
});

test("an independent tree has no pools, so nobody uses them", async ({ page }) => {
  await signIn(page, stack);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await openLevels(page, ids.anna, "requests per day");
  await expect(page.getByText("The closest declaration holds")).toBeVisible();
  await expect(consumers(page)).toHaveCount(0);
  expect(asked.filter((url) => url.includes("/consumers"))).toEqual([]);
});

test("a member of a subtree learns no names from above it", async ({ page }) => {
  await signIn(page, stack, tied);
  await openLevels(page, ids.search, "requests per day");
  const top = consumers(page).first().getByRole("listitem");
  await expect(top).toHaveText([/^Search\s*5$/, /^others\s*7$/]);
  const query = `slug=${slug}&type=REQUEST&unit=DAY`;
  const path = (id: string) => `/api/groups/${id}/limits/consumers?${query}`;
  const cookie = await sessionCookie(stack, tied);
  const read = async (url: string, headers = {}) =>
    (await fetch(`${stack.dashboardUrl}${url}`, { headers })).json();
  const told = JSON.stringify(await read(path(ids.search), { cookie }));
  expect(told).toContain(ids.search);
  for (const hidden of ["Engineering", "Finance", "Acme"]) expect(told).not.toContain(hidden);
  expect(await read(path(ids.engineering), { cookie })).toMatchObject({
    error: { code: "FORBIDDEN" },
  });
  expect(await read(path(ids.search))).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  const peaks = `/api/groups/${ids.engineering}/limits/peaks?${query}&threshold=1`;
  expect(await read(peaks, { cookie })).toMatchObject({ error: { code: "FORBIDDEN" } });
  expect(await read(`/api/groups/${ids.search}/limits/consumers?slug=x`, { cookie })).toMatchObject(
    {
      error: { code: "VALIDATION_ERROR" },
    },
  );
});

test("a preview says whom the new limits would have refused in the last seven days", async ({
  page,
}) => {
  await signIn(page, stack);
  await openEditor(page, ids.engineering);
  const form = page.getByRole("group", { name: slug });
  await form.getByLabel("Requests per day").fill("60");
  await form.getByLabel("Token rate", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Preview" }).click();
  const history = page.getByRole("region", { name: "The last 7 days" });
  const lines = history.getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(lines.filter({ hasText: "Requests per day" })).toContainText(
    "Nobody was above the new 60 in the last 7 days.",
  );
  await expect(lines.filter({ hasText: "Tokens per minute" })).toContainText(
    /Engineering used [\d.]+k? tokens in its busiest minute, \w{3} \d\d:\d\d UTC: above the new 1 on 1 of 7 days\./,
  );
  expect.soft(await seriousViolations(page)).toEqual([]);

  await form.getByLabel("Token rate", { exact: true }).fill("");
  await form.getByLabel("Requests per day").fill("50");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(lines).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Save limits" })).toBeEnabled();
});

test("in an independent tree those who inherit are looked at, each by its own calls", async ({
  page,
}) => {
  await signIn(page, stack);
  await openEditor(page, ids.tier);
  await expect(page.getByText("Blank is not limited, 0 blocks.")).toBeVisible();
  await page.getByRole("group", { name: slug }).getByLabel("Requests per day").fill("2");
  await page.getByRole("button", { name: "Preview" }).click();
  const history = page.getByRole("region", { name: "The last 7 days" });
  await expect(history.getByRole("listitem")).toContainText(
    /Anna made 3 requests on its busiest day, \w{3} [\d-]+: above the new 2 on 1 of 7 days\./,
  );
  await expect(history.getByRole("link")).toHaveText(["Anna"]);
});

test("a limit that may not be the highest has nothing to save, but a way on", async ({ page }) => {
  const ranking = await addGroup("Ranking", { parent: ids.search });
  await signIn(page, stack, tied);
  await page.goto(`${stack.dashboardUrl}/groups/${ids.search}`);
  await expect(page.getByText("The workspace gave this group its models")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit limits" })).toHaveCount(0);
  await openEditor(page, ranking);
  await expect(page.getByText("Blank inherits, 0 blocks.")).toBeVisible();
  const field = page.getByRole("group", { name: slug }).getByLabel("Requests per day");
  await field.fill("500");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("button", { name: "Save limits" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Save limits" })).toHaveAccessibleDescription(
    /change the limits/,
  );
  expect.soft(await seriousViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Change the limits" }).click();
  await expect(field).toBeFocused();
  await expect(page.getByRole("button", { name: "Save limits" })).toBeEnabled();
});

test("a slug that nobody serves says so at its table, with a way to serve it", async ({ page }) => {
  const id = await addGroup("Early bird", { slugs: [slug, "acme/not-yet", "other/llama"] });
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/groups/${id}`);
  const said = page.getByText("No endpoint serves this slug yet");
  await expect(said).toHaveCount(2);
  await expect(said.last()).toContainText("other/ is not a prefix of this workspace (acme/)");
  await page.getByRole("link", { name: "Create its endpoint" }).click();
  const dialog = page.getByRole("dialog", { name: "New endpoint" });
  await expect(dialog.getByLabel("Slug", { exact: true })).toHaveValue("acme/not-yet");
});
