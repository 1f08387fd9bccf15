import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** The body of every answer the browser gets from now on, before the page sees it. */
export async function recordBodies(page: Page): Promise<{ method: string; body: string }[]> {
  const bodies: { method: string; body: string }[] = [];
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Fetch.requestPaused", async ({ requestId, request, responseStatusCode = 0 }) => {
    try {
      const isRedirect = responseStatusCode >= 300 && responseStatusCode < 400;
      if (responseStatusCode > 0 && !isRedirect) {
        const { body, base64Encoded } = await devtools.send("Fetch.getResponseBody", { requestId });
        const bytes = Buffer.from(body, base64Encoded ? "base64" : "utf8");
        bodies.push({ method: request.method, body: bytes.toString("utf8") });
      }
      await devtools.send("Fetch.continueRequest", { requestId });
    } catch (error) {
      // The page went away and took its open requests with it: their answers reach nobody.
      if (!/Invalid InterceptionId|has been closed/.test(String(error))) throw error;
    }
  });
  await devtools.send("Fetch.enable", {
    patterns: [{ urlPattern: "*", requestStage: "Response" }],
  });
  return bodies;
}

/** Everything a page can keep: the DOM with its fields, both storages, IndexedDB, caches. */
export function traces(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const fields = [...document.querySelectorAll("input, textarea")].map((element) =>
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.value
        : "",
    );
    const rows: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? "");
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll();
        rows.push(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result))));
      }
      db.close();
    }
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        cached.push(await ((await cache.match(request))?.text() ?? ""));
      }
    }
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields,
      { ...localStorage },
      { ...sessionStorage },
      rows,
      cached,
    ]);
  });
}

/** Every file below, but not in these folders of the top. */
export function filesBelow(directory: string, except: string[]): string[] {
  return readdirSync(directory)
    .filter((name) => !except.includes(name))
    .map((name) => join(directory, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path, []) : [path]));
}
