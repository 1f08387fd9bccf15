import { readdir, readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { expect, test } from "@playwright/test";
import { signIn, withDatabase } from "./members";
import { callAction, serverActions } from "./server-actions";
import { sessionCookie } from "./session";
import { type Stack, startStack } from "./stack";

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack();
});
test.afterAll(() => stack.stop());

const pages = ["/", "/groups", "/endpoints", "/usage", "/webhooks", "/playground", "/settings"];

/** With any Host header, which fetch does not allow. */
function get(path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
    httpRequest(`${stack.dashboardUrl}${path}`, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
    })
      .on("error", reject)
      .end();
  });
}

test("every page runs only its own scripts and can't be framed", async ({ page }) => {
  const nonces = new Set<string>();
  await signIn(page, stack);
  for (const path of pages) {
    const response = await page.goto(`${stack.dashboardUrl}${path}`);
    const policy = response?.headers()["content-security-policy"] ?? "";
    const nonce = /script-src[^;]*'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy, path).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(response?.headers()["x-frame-options"], path).toBe("DENY");
    expect(nonce, path).toBeTruthy();
    nonces.add(nonce ?? "");
    const html = (await response?.text()) ?? "";
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(0);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size, "a nonce is used once").toBe(pages.length);
});

test("a script that came with the content does not run", async ({ page }) => {
  await signIn(page, stack);
  const ran = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) =>
      // The page itself may still be refused something else, such as a probe of a library's.
      document.addEventListener("securitypolicyviolation", (event) => {
        if (event.effectiveDirective === "script-src-attr") resolve(event.effectiveDirective);
      }),
    );
    const host = document.createElement("div");
    host.innerHTML = `<button onclick="window.injected = true">planted</button>`;
    document.body.append(host);
    host.querySelector("button")?.click();
    return { directive: await violation, injected: "injected" in window };
  });
  expect(ran.injected).toBe(false);
  expect(ran.directive).toBe("script-src-attr");
});

test("another host name is sent to the canonical one, path and query kept", async () => {
  const answer = await get("/groups?tab=keys", { host: "dashboard.example" });
  expect(answer).toEqual({ status: 308, location: `${stack.dashboardUrl}/groups?tab=keys` });
  const forwarded = await get("/groups", { "x-forwarded-host": "evil.example" });
  expect(forwarded.location ?? "").not.toContain("evil.example");
});

test("a server action called from another origin changes nothing", async () => {
  const cookie = await sessionCookie(stack);
  const action = serverActions().get("saveEndpointSecretAction");
  if (!action) throw new Error("saveEndpointSecretAction is not in the build");
  const args = [{ name: "cross-origin", value: "planted" }];
  const secretNames = () =>
    withDatabase(stack, async (client) => {
      const { rows } = await client.query<{ name: string }>("SELECT name FROM secrets");
      return rows.map((row) => row.name);
    });
  for (const origin of ["https://evil.example", "null"]) {
    const refused = await callAction(stack, action, args, { cookie, origin });
    expect(refused.result?.ok ?? false, origin).toBe(false);
  }
  expect(await secretNames()).toEqual([]);
  const own = await callAction(stack, action, args, { cookie });
  expect(own.result?.ok, "the same call from our own pages works").toBe(true);
  expect(await secretNames()).toEqual(["cross-origin"]);
});

test("there is no image optimizer to fetch through", async () => {
  const target = encodeURIComponent(`${stack.dashboardUrl}/api/healthz`);
  const answer = await fetch(`${stack.dashboardUrl}/_next/image?url=${target}&w=64&q=75`);
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

test("signed out, every page leads to sign-in and no route tells anything", async ({ page }) => {
  for (const path of [...pages, "/groups/grp_x"]) {
    await page.goto(`${stack.dashboardUrl}${path}`);
    await expect(page, path).toHaveURL(/\/sign-in/);
  }
  const routes = [
    ...["/api/endpoints", "/api/groups?parent=root", "/api/search?q=a"],
    "/api/groups/grp_x/limits-below",
    "/api/usage/export",
    ...["/api/webhooks", "/api/webhooks/deliveries", "/api/webhooks/deliveries/x"],
    "/api/webhooks/redelivery?since=0",
    "/api/playground/charges?request=req_01HZX3V7N8Q2W4E6R8T0Y1M3K5",
  ];
  for (const path of routes) {
    const body = await (await fetch(`${stack.dashboardUrl}${path}`)).json();
    expect(body, path).toMatchObject({ ok: false, error: { code: "UNAUTHENTICATED" } });
  }
});

test("a revoked session loses access at once, open pages included", async ({ page }) => {
  await signIn(page, stack);
  await page.goto(`${stack.dashboardUrl}/endpoints`);
  await expect(page.getByRole("heading", { name: "Endpoints" })).toBeVisible();
  await withDatabase(stack, (client) =>
    client.query("UPDATE dashboard.sessions SET revoked_at = now()"),
  );
  const answer = await page.evaluate(async () => (await fetch("/api/endpoints")).json());
  expect(answer).toMatchObject({ ok: false, error: { code: "UNAUTHENTICATED" } });
  await page.goto(`${stack.dashboardUrl}/endpoints`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("case 94: no answer of the dashboard may be kept by others: pages, data, files, errors", async () => {
  const cookie = await sessionCookie(stack);
  const routes = (await readdir("app/api", { recursive: true }))
    .filter((file) => file.endsWith("route.ts") && !file.startsWith("auth/"))
    .map((file) => `/api/${file.replace(/\/route\.ts$/, "").replace(/\[[^\]]+\]/g, "any")}`);
  expect(routes.length).toBeGreaterThan(20);
  const kinds: Record<string, string>[] = [{}, { cookie }, { cookie, rsc: "1" }];
  for (const headers of kinds) {
    for (const path of [
      ...pages,
      ...routes,
      "/sign-in",
      "/nowhere",
      "/api/nowhere",
      "/api/auth/session",
    ]) {
      const answer = await fetch(`${stack.dashboardUrl}${path}`, { headers, redirect: "manual" });
      await answer.arrayBuffer();
      expect.soft(answer.headers.get("cache-control"), path).toContain("no-store");
    }
  }
});

test("case 94: what a signed-out caller sends is seen in the log and does nothing there", async () => {
  const planted = "\u001b[2J\u202eplanted";
  const before = stack.output().length;
  await fetch(`${stack.dashboardUrl}/sign-in`, {
    method: "POST",
    headers: { "next-action": "0".repeat(42), origin: stack.dashboardUrl },
    body: planted,
  });
  await fetch(`${stack.dashboardUrl}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      email: planted,
      password: "x",
      callbackUrl: `${planted}\nplanted`,
    }),
  });
  const logs = await readFile(`${stack.dataDir}/logs/dashboard.log`, "utf8");
  for (const text of [logs, stack.output().slice(before)]) {
    for (const raw of ["\u001b[2J", "\u202e", "\nplanted"]) expect(text).not.toContain(raw);
  }
});

test("case 64: where a redirect would lead back here, a page says which Host arrived", async () => {
  const host = "10.1.2.3:3000";
  const own = new URL(stack.dashboardUrl).host;
  const first = await fetchAs("/groups?tab=keys", { host });
  expect(first.status).toBe(308);
  const marked = [first.headers["set-cookie"]].flat().join().split(";")[0] ?? "";
  const loops: Record<string, string>[] = [
    { host, "x-forwarded-host": own },
    { host, cookie: marked },
  ];
  for (const headers of loops) {
    const answer = await fetchAs("/groups", headers);
    expect(answer.status).toBe(421);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.body).toContain(`Host: ${host}`);
    expect(answer.body).toContain(`Expected</dt><dd><code>Host: ${own}`);
  }
  expect((await fetchAs("/sign-in", { host: own.toUpperCase() })).status).toBe(200);
  const evil = await fetchAs("/", { host: "<script>", "x-forwarded-host": own });
  expect(evil.body).not.toContain("<script>");
});

/** With any Host header, and what came back. */
function fetchAs(path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>(
    (resolve, reject) => {
      httpRequest(`${stack.dashboardUrl}${path}`, { headers }, async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const body = Buffer.concat(parts).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      })
        .on("error", reject)
        .end();
    },
  );
}

test("case 85: while an account is guessed at, its owner gets in with a browser that was signed in", async ({
  page,
}) => {
  await signIn(page, stack);
  const cookies = await page.context().cookies(`${stack.dashboardUrl}/api/auth/session`);
  const known = cookies.find(({ name }) => name === "headgate.device");
  expect(known).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/api/auth" });
  await page.context().clearCookies({ name: /session-token/ });
  for (let guess = 0; guess < 8; guess++) {
    const wrong = { ...stack.admin, password: `wrong ${guess}` };
    await expect(sessionCookie(stack, wrong)).rejects.toThrow();
  }
  await expect(sessionCookie(stack)).rejects.toThrow();
  await signIn(page, stack);
});
