import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { answerJson } from "../../testing/upstream-double";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());

const key = () => ({ authorization: `Bearer ${fixture.gateway.viewKey}` });
const scrape = async (headers: Record<string, string> = key()) => {
  const response = await fetch(`${fixture.gateway.url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
};

/** Values by series, as Prometheus reads them. */
async function series(): Promise<Map<string, number>> {
  const lines = (await scrape()).text.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

const requests = (outcome: string, slug = fixtureSlug) =>
  `headgate_requests_total{slug="${slug}",outcome="${outcome}"}`;

test("requests are counted by slug and outcome, refusals by limit, tokens and overshoot as settled", async () => {
  const { client } = await fixture.addGroup({
    models: [
      { slug: fixtureSlug, rate_limits: [{ type: "REQUEST", unit: "MINUTE", threshold: 2 }] },
    ],
  });
  const small = await fixture.addGroup({
    models: [{ slug: fixtureSlug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold: 100 }] }],
  });
  const messages = [{ role: "user" as const, content: "hi" }];
  const ask = (of = client) => of.chat.completions.create({ model: fixtureSlug, messages });
  fixture.upstream.answer(answerJson({ usage: { prompt: 10, completion: 5, cached: 4 } }));
  await ask();
  fixture.upstream.answer((response) => {
    response.writeHead(500);
    response.end();
  });
  await expect(ask()).rejects.toMatchObject({ status: 502 });
  await expect(ask()).rejects.toMatchObject({ status: 429 });
  await expect(fixture.createClient("nobody-knows-this-key").models.list()).rejects.toThrow();
  await expect(client.chat.completions.create({ model: "acme/none", messages })).rejects.toThrow();
  fixture.upstream.answer(answerJson({ usage: { prompt: 10, completion: 150 } }));
  await ask(small.client);

  const values = await series();
  expect(values.get(requests("completed"))).toBe(2);
  expect(values.get(requests("upstream_error"))).toBe(1);
  expect(values.get(requests("limited"))).toBe(1);
  expect(values.get(requests("unauthorized", "none"))).toBe(1);
  expect(values.get(requests("invalid", "none"))).toBe(1);
  const refused = `headgate_limit_refusals_total{slug="${fixtureSlug}",kind="rate",type="REQUEST",unit="MINUTE"}`;
  expect(values.get(refused)).toBe(1);
  const tokens = (direction: string) =>
    values.get(`headgate_tokens_total{slug="${fixtureSlug}",direction="${direction}"}`);
  expect([tokens("input"), tokens("output"), tokens("cached_input")]).toEqual([20, 155, 4]);
  expect(values.get(`headgate_token_overshoot_total{slug="${fixtureSlug}"}`)).toBe(60);
  expect(values.get("headgate_open_reservations")).toBe(0);
  expect(values.get("headgate_decision_seconds_count")).toBe(4);
});

test("no series names a customer, a key or what a caller wrote", async () => {
  const { text } = await scrape();
  expect(text).not.toMatch(/customer-|sky_|grp_|acme\/none|nobody-knows/);
});

/** What a proxy on this machine may send on, or not. */
const strangers: Record<string, Record<string, string>> = {
  "no header at all": {},
  "a forwarded address": { "x-forwarded-for": "203.0.113.9" },
  "a forwarded loopback address": { "x-forwarded-for": "127.0.0.1" },
  "a Forwarded header": { forwarded: "for=127.0.0.1" },
  "a real-IP header": { "x-real-ip": "127.0.0.1" },
  "a wrong key": { authorization: "Bearer hgm_not_a_key_of_ours" },
  "another scheme": { authorization: "Basic aGVhZGdhdGU6" },
};

test.each(Object.entries(strangers))(
  "case 57: metrics are never public: %s from this very machine is answered 401, without a series",
  async (_name, headers) => {
    const { status, text } = await scrape(headers);
    expect(status).toBe(401);
    expect(text).not.toContain("headgate_");
  },
);

test("case 57: a customer's key reads no metrics; a management key of each scope does", async () => {
  const { key: federated } = await fixture.addGroup();
  expect((await scrape({ authorization: `Bearer ${federated}` })).status).toBe(401);
  for (const known of [fixture.gateway.viewKey, fixture.gateway.managementKey]) {
    for (const scheme of ["Bearer", "Api-Key"]) {
      expect((await scrape({ authorization: `${scheme} ${known}` })).status).toBe(200);
    }
  }
});

test("every series that the Grafana dashboard draws is exported", async () => {
  const dashboard = readFileSync("docs/grafana-dashboard.json", "utf8");
  const drawn = new Set(dashboard.match(/\b(?:headgate|process|nodejs)_[a-z_]+\b/g));
  const { text } = await scrape();
  const exported = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const known = (name: string) => exported.has(name.replace(/_(?:bucket|sum|count)$/, ""));
  expect(drawn.size).toBeGreaterThan(10);
  expect([...drawn].filter((name) => !known(name) && !exported.has(name))).toEqual([]);
});
