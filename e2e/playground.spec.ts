import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { type RequestRecord, requestRecord } from "../gateway/contracts/request";
import {
  answerWords,
  deltaChunk,
  gate,
  startUpstreamDouble,
  type UpstreamDouble,
  usageChunk,
} from "../gateway/testing/upstream-double";
import { databaseLines } from "./database-dump";
import { expectReadable } from "./expect-readable";
import { manage, mintKey, readCounters } from "./gateway-api";
import { addMember, memberPassword, signIn } from "./members";
import { chargeRows, figure, openPlayground, send } from "./playground-page";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";
import { filesBelow, recordBodies, traces } from "./traces";
import { until } from "./until";

const slug = "acme/chat";
let stack: Stack;
let upstream: UpstreamDouble;
const groups = { root: "", team: "", sibling: "", small: "" };
const keys = { team: "", small: "" };

async function addGroup(externalId: string, parentId: string | null, limits: object) {
  const group = await manage(stack, "POST", "/v1/gateway/groups", {
    metadata: { external_entity_id: externalId, name: externalId.replace("_", " ") },
    models: [{ slug, rate_limits: [], usage_limits: [], ...limits }],
    hierarchy: { parent_group_id: parentId, limit_enforcement: "CASCADING" },
  });
  return String(group["id"]);
}

test.beforeAll(async () => {
  upstream = await startUpstreamDouble();
  stack = await startStack();
  const secret = await manage(stack, "POST", "/v1/secrets", { name: "double", value: "unused" });
  const target = {
    ...{ provider: "OPENAI_COMPATIBLE", base_url: upstream.url },
    ...{ secret_id: secret["id"], target_model: "target-model" },
  };
  for (const each of [slug, "acme/other"]) {
    await manage(stack, "POST", "/v1/gateway/endpoints", { slug: each, targets: [target] });
  }
  groups.root = await addGroup("Acme_Corp", null, {
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 1_000_000 }],
    usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 500 }],
  });
  groups.team = await addGroup("Search_team", groups.root, {
    rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 700_000 }],
    usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 5_000_000 }],
  });
  groups.sibling = await addGroup("Ingest_team", groups.root, {});
  groups.small = await addGroup("Small_shop", null, {
    rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 1 }],
  });
  keys.team = await mintKey(stack, groups.team);
  keys.small = await mintKey(stack, groups.small);
  await addMember(stack, { email: "viewer@example.com", role: "viewer" });
  for (const who of ["team", "sibling"] as const) {
    const subtreeGroupId = groups[who];
    await addMember(stack, { email: `${who}@example.com`, role: "viewer", subtreeGroupId });
  }
});
test.afterAll(async () => {
  await stack.stop();
  await upstream.close();
});
test.beforeEach(() => upstream.answer(answerWords(["Hel", "lo"])));

const toMember = (who: string) => ({ email: `${who}@example.com`, password: memberPassword });
const event = (data: string) => `data: ${data}\n\n`;

const counters = () => readCounters(stack, groups.team, slug);

const limitWords: Record<string, string> = {
  "Tokens per minute": "TOKEN MINUTE",
  "Tokens per day": "TOKEN DAY",
  "Requests per day": "REQUEST DAY",
};

/**
 * What the page says each limit gave and how it stood then is what the counters say. What earlier
 * tests used of a rolling minute may have run out meanwhile: of those, the billed tokens count.
 */
async function expectCounted(
  rows: Awaited<ReturnType<typeof chargeRows>>,
  before: Record<string, number | null>,
  billedTokens: number,
): Promise<void> {
  const after = await counters();
  expect(rows.map(({ limit, from }) => `${limitWords[limit]} ${from}`).sort()).toEqual(
    Object.keys(after).sort(),
  );
  for (const { limit, from, took, used } of rows) {
    const name = `${limitWords[limit]} ${from}`;
    if (limit === "Tokens per minute") {
      expect(took, name).toBe(billedTokens);
      continue;
    }
    expect(used, name).toBe(after[name]);
    expect(took, name).toBe((after[name] ?? 0) - (before[name] ?? 0));
  }
}

async function readRecord(requestId: string): Promise<RequestRecord> {
  return requestRecord.parse(await manage(stack, "GET", `/v1/gateway/requests/${requestId}`));
}

async function requestIdIn(page: Page): Promise<string> {
  const link = page.getByRole("link", { name: "Find this request" }).last();
  return new URL((await link.getAttribute("href")) ?? "", "http://x").searchParams.get("id") ?? "";
}

test("an answer comes in piece by piece; its tokens are the billing event's, its charges the counters'", async ({
  page,
}) => {
  const pause = gate();
  upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event(deltaChunk("Well, ")));
    await pause.opened;
    response.write(event(deltaChunk("hello there.")) + event(deltaChunk("", "stop")));
    response.write(event(usageChunk({ prompt: 1_231, completion: 9, cached: 800 })));
    response.end(event("[DONE]"));
  });
  await signIn(page, stack);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Groups by name").fill("playgr");
  await page.getByRole("option", { name: "Playground" }).click();
  await page.getByRole("combobox", { name: "Model slug" }).click();
  await page.getByRole("option", { name: slug }).click();
  await page.getByLabel("API key").fill(keys.team);
  const before = await counters();
  const answer = await send(page, "Good morning");
  await expect(answer.getByText("Well,")).toBeVisible();
  await expect(answer).not.toContainText("hello");
  await expect(answer).not.toContainText("Total time");
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  pause.open();
  await expect(answer.getByText("Well, hello there.")).toBeVisible();

  const requestId = await requestIdIn(page);
  const { event: billed } = await readRecord(requestId);
  expect(billed?.tokens).toEqual({ inputTokens: 1_231, outputTokens: 9, cachedInputTokens: 800 });
  expect(await figure(answer, "Prompt")).toBe("1,231 tokens");
  expect(await figure(answer, "Completion")).toBe("9 tokens");
  expect(await figure(answer, "Cached")).toBe("800 tokens");
  await expect(answer).toContainText("Billed 1,240 tokens: 1,231 of the prompt, 9 of the answer");
  await expectCounted(await chargeRows(answer), before, 1_240);

  await answer.getByText("Response headers").click();
  const header = answer.getByRole("row", { name: "x-ratelimit-limit-tokens" });
  await expect(header).toContainText("700000");
  await expect(header).toContainText("The token limit with the least left");
  await expect(answer.getByRole("row", { name: "x-request-id" })).toContainText(requestId);
  await answer.getByRole("link", { name: "Find this request" }).click();
  await expect(page.getByRole("heading", { name: "Answered" })).toBeVisible();
});

test("a conversation goes along with each call, with its parameters, and Clear forgets it", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], {
    origin: stack.dashboardUrl,
  });
  await signIn(page, stack);
  await openPlayground(page, stack, { slug, key: keys.team });
  await page.getByText("Parameters").click();
  await page.getByLabel("System prompt").fill("Be brief");
  await page.getByLabel("Temperature").fill("hot");
  await page.getByLabel("Message").fill("One");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Temperature must be a number")).toBeVisible();
  await page.getByLabel("Temperature").fill("0.5");
  await page.getByLabel("Max tokens").fill("64");
  await expect(await send(page, "One")).toContainText("Hello");
  await page.getByLabel("Message").fill("Two");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("lines");
  await page.getByRole("button", { name: "Copy as curl" }).click();
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  await expect(page.getByText("Total time")).toHaveCount(2);
  const sent = JSON.parse(upstream.calls.at(-1)?.body ?? "{}");
  expect(sent).toMatchObject({ temperature: 0.5, max_tokens: 64, stream: true });
  const messages = [
    { role: "system", content: "Be brief" },
    { role: "user", content: "One" },
    { role: "assistant", content: "Hello" },
    { role: "user", content: "Two\nlines" },
  ];
  expect(sent.messages).toEqual(messages);
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  expect(curl).toContain(`curl -X POST '${stack.gatewayUrl}/v1/chat/completions'`);
  expect(curl).toContain("Api-Key $API_KEY");
  expect(curl).not.toContain(keys.team.slice(17));
  expect(JSON.parse(/-d '([\s\S]*)'$/.exec(curl)?.[1] ?? "").messages).toEqual(messages);

  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("article")).toHaveCount(0);
  await send(page, "Three");
  await expect(page.getByText("Total time")).toHaveCount(1);
  expect(JSON.parse(upstream.calls.at(-1)?.body ?? "{}").messages).toEqual([
    messages[0],
    { role: "user", content: "Three" },
  ]);
});

test("Stop ends the call at the model, and bills only what was relayed", async ({ page }) => {
  upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(["one", " two", " three"].map((word) => event(deltaChunk(word))).join(""));
  });
  await signIn(page, stack);
  await openPlayground(page, stack, { slug, key: keys.team });
  const before = await counters();
  const cancelled = upstream.cancelled;
  const answer = await send(page, "Count to a million");
  await expect(answer.getByText("one two three")).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(answer.getByText("stopped", { exact: true })).toBeVisible();
  await expect(answer.getByText("one two three")).toBeVisible();
  await until("the model's call was ended", 60_000, () => upstream.cancelled === cancelled + 1);
  const rows = await chargeRows(answer);
  const { outcome, event: billed } = await readRecord(await requestIdIn(page));
  expect(outcome).toBe("aborted");
  expect(billed?.tokens.outputTokens).toBe(3);
  await expectCounted(rows, before, (billed?.tokens.inputTokens ?? 0) + 3);
});

test("leaving the page in the middle of an answer ends the call at the model, too", async ({
  page,
}) => {
  upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event(deltaChunk("endless")));
  });
  await signIn(page, stack);
  await openPlayground(page, stack, { slug, key: keys.team });
  const cancelled = upstream.cancelled;
  await expect(await send(page, "Go on")).toContainText("endless");
  await page.getByRole("link", { name: "Groups" }).click();
  await until("the model's call was ended", 60_000, () => upstream.cancelled === cancelled + 1);
});

test("refusals are said in the API's own words, with what to do", async ({ page }) => {
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/playground`);
  await page.getByLabel("Message").fill("Hello?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter an API key")).toBeVisible();
  await expect(page.getByText("Enter a model slug")).toBeVisible();

  await openPlayground(page, stack, { slug, key: `${keys.team}x` });
  const wrongKey = await send(page, "Hello?");
  await expect(wrongKey).toContainText("401");
  await expect(wrongKey).toContainText("The API key that was sent is unknown here, or was revoked");
  await expect(wrongKey).toContainText("Paste the whole key");
  await expect(wrongKey.getByText("What it charged")).toHaveCount(0);

  await page.getByLabel("API key").fill(keys.team);
  await page.getByLabel("Model slug").fill("acme/other");
  const foreign = await send(page, "Hello?");
  await expect(foreign).toContainText("404");
  await expect(foreign).toContainText(
    "The model acme/other does not exist or you do not have access to it.",
  );
  await expect(foreign).toContainText("the key's group may not call it");
  await page.getByLabel("Model slug").fill(slug);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("Total time")).toHaveCount(2);
  await expect(page.getByText("Hello", { exact: true })).toBeVisible();
});

test("a limit that refuses is named, with the wait, and that it took nothing", async ({ page }) => {
  await signIn(page, stack);
  await openPlayground(page, stack, { slug, key: keys.small });
  await expect(await send(page, "First")).toContainText("Hello");
  const refused = await send(page, "Second");
  await expect(refused).toContainText("429");
  await expect(refused).toContainText(
    /Request limit of 1 per minute for acme\/chat reached \(your limit\); try again in \d+ s\./,
  );
  await expect(refused).toContainText(/Send it again in \d+ s/);
  await expect(refused.getByText("refused here")).toBeVisible();
  expect(await chargeRows(refused)).toEqual([
    { limit: "Requests per minute", from: "Small shop", took: 0, used: 1 },
  ]);
  await expectReadable(page);
});

test("the key is in no answer, and once the page is left nowhere", async ({ page, context }) => {
  const consoleLines: string[] = [];
  page.on("console", (message) => consoleLines.push(message.text()));
  const bodies = await recordBodies(page);
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  const secret = keys.team.slice(17);
  await signIn(page, stack);
  await openPlayground(page, stack, { slug, key: keys.team });
  await expect(await send(page, "Hello")).toContainText("Total time");
  await expect(page.getByRole("table", { name: "What it charged" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(secret);

  await page.getByRole("link", { name: "Groups" }).click();
  await expect(page.getByRole("tree", { name: "Groups" })).toBeVisible();
  expect(await traces(page), "the next page").not.toContain(secret);
  const state = await page.evaluate(() => JSON.stringify([window.history.state, location.href]));
  expect(state).not.toContain(secret);
  await page.goBack();
  await expect(page.getByLabel("API key")).toHaveValue("");
  await expect(page.getByRole("article")).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("API key")).toHaveValue("");
  expect(await traces(page), "back again").not.toContain(secret);

  expect(bodies.length).toBeGreaterThan(20);
  expect(bodies.filter(({ body }) => body.includes(secret))).toEqual([]);
  expect(urls.filter((url) => url.includes(secret))).toEqual([]);
  expect(JSON.stringify(await context.cookies())).not.toContain(secret);
  expect(consoleLines.join("\n")).not.toContain(secret);
  expect(stack.output()).not.toContain(secret);
  for (const file of filesBelow(stack.dataDir, ["postgres"])) {
    expect(readFileSync(file).includes(secret), file).toBe(false);
  }
  const rows = await databaseLines(stack);
  expect(rows.filter((row) => row.includes(secret))).toEqual([]);
});

test("a viewer calls, and a member of one group sees its charges alone", async ({ page }) => {
  await signIn(page, stack, toMember("viewer"));
  await openPlayground(page, stack, { slug, key: keys.team });
  const seen = await send(page, "Hello");
  await expect(seen).toContainText("Group Search team.");
  expect(await chargeRows(seen)).toHaveLength(4);
  await page.context().clearCookies();

  await signIn(page, stack, toMember("team"));
  await openPlayground(page, stack, { slug: "", key: keys.team });
  await page.getByLabel("Model slug").click();
  await expect(page.getByRole("option")).toHaveText([slug]);
  await page.getByLabel("Model slug").fill(slug);
  const own = await send(page, "Hello");
  const sources = (await chargeRows(own)).map(({ from }) => from);
  expect(new Set(sources)).toEqual(new Set(["a group above yours", "Search team"]));
  await expect(own).not.toContainText("Acme Corp");
  await page.context().clearCookies();

  await signIn(page, stack, toMember("sibling"));
  await openPlayground(page, stack, { slug, key: keys.team });
  const foreign = await send(page, "Hello");
  await expect(foreign).toContainText("Total time");
  await expect(foreign).toContainText("a group outside of what you manage");
  await expect(foreign.getByRole("table", { name: "What it charged" })).toHaveCount(0);
});

test("the way through the dashboard is open to its own pages and members only", async () => {
  const cookie = await sessionCookie(stack, toMember("viewer"));
  const body = JSON.stringify({
    apiKey: keys.team,
    request: { model: slug, messages: [{ role: "user", content: "Hi" }] },
    url: "http://127.0.0.1:9/v1",
  });
  const post = async (headers: Record<string, string>, sent: string = body) => {
    const answer = await fetch(`${stack.dashboardUrl}/api/playground`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: stack.dashboardUrl, ...headers },
      body: sent,
    });
    return { status: answer.status, text: await answer.text(), relayed: answer.headers };
  };
  const calls = upstream.calls.length;
  expect(await post({})).toMatchObject({ status: 401 });
  expect(await post({ cookie, origin: "https://evil.example" })).toMatchObject({ status: 403 });
  expect(await post({ cookie, "content-type": "text/plain" })).toMatchObject({ status: 400 });
  expect(await post({ cookie }, `"${"x".repeat(1024 * 1024)}"`)).toMatchObject({ status: 413 });
  expect(await post({ cookie }, "{}")).toMatchObject({ status: 400 });
  expect(upstream.calls.length, "none of these reached the model").toBe(calls);

  const own = await post({ cookie });
  expect(own.relayed.get("x-relayed-status")).toBe("200");
  expect(own.text).toContain("[DONE]");
  const requestId = own.relayed.get("x-relayed-header-x-request-id");
  const charges = `${stack.dashboardUrl}/api/playground/charges?request=${requestId}`;
  expect(await (await fetch(charges)).json()).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  const tied = await sessionCookie(stack, toMember("sibling"));
  const asTied = await fetch(charges, { headers: { cookie: tied } });
  expect(await asTied.json()).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
});
