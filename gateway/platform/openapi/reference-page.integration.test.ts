import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../testing/test-gateway";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway.close());

const get = (path: string) => gateway.inject("GET", path);

it("is a page at /docs that loads nothing from another host", async () => {
  const page = await get("/docs");
  expect(page.status).toBe(200);
  expect(page.headers["content-type"]).toContain("text/html");
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(loaded.length).toBeGreaterThan(3);
  for (const address of loaded) {
    expect(address, "an address of this host").not.toMatch(/^(?:https?:)?\/\//);
    const part = await get(new URL(address ?? "", "http://gateway/docs/").pathname);
    expect(part.status, address).toBe(200);
  }
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'self'");
  expect(policy, "no other host").not.toMatch(/https?:|\w\.\w/);
  expect(policy, "loads over plain http").not.toContain("upgrade-insecure-requests");
});

it("shows the document that generators get", async () => {
  expect((await get("/docs/json")).json).toEqual((await get("/v1/spec")).json);
});

it("is absent where GATEWAY_DOCS=0", async () => {
  const without = await createTestGateway({ config: { docs: false } });
  expect((await without.inject("GET", "/docs")).status).toBe(404);
  expect((await without.inject("GET", "/docs/static/index.css")).status).toBe(404);
  expect((await without.inject("GET", "/v1/spec")).status).toBe(200);
  await without.close();
});
