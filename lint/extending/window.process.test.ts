import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy } from "./copy-project";

/** The recipe "Add a window" of docs/extending.md, followed: an hour. */
const row = `  {
    unit: "HOUR",
    kind: "rate",
    resets: "rolling",
    lengthMs: 3_600_000,
    slot: 2,
    isUsual: false,
    words: { name: "hour", short: "h" },
  },
`;
const migration = `ALTER TABLE group_limits DROP CONSTRAINT group_limits_window,
  ADD CONSTRAINT group_limits_window CHECK (
    (kind = 'rate' AND unit IN ('SECOND', 'MINUTE', 'HOUR')) OR (kind = 'usage' AND unit = 'DAY'));
`;

/** Vitest looks for the word in this file, too: it must not stand here whole. */
const environment = "environment";

const shown = `// @vitest-${environment} happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { parseGroupFile } from "@/components/import/parse-group-file";
import { toCells } from "@/components/import/write-group-file";
import { LimitFields } from "@/components/limits/edit/limit-fields";
import { limitRows } from "@/components/limits/table/limit-rows";
import { LimitsTable } from "@/components/limits/table/limits-table";
import { formatLimitName } from "./limit-text";
import { toLimits, toModels } from "./limit-form";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

const limit = { type: "TOKEN", unit: "HOUR", threshold: 5_000 } as const;
const model = { slug: "acme/glm", rate_limits: [limit], usage_limits: [] };

async function show(what: ReactNode): Promise<HTMLElement> {
  const root = document.body.appendChild(document.createElement("div"));
  const client = new QueryClient();
  await act(() =>
    createRoot(root).render(<QueryClientProvider client={client}>{what}</QueryClientProvider>),
  );
  return root;
}

test("the form offers it, holds it and saves it", async () => {
  const form = toLimits(model);
  const root = await show(<LimitFields value={form} onChange={() => {}} problems={[]} />);
  const [select] = root.querySelectorAll("select");
  expect([...(select?.options ?? [])].map(({ text }) => text)).toEqual([
    "per second",
    "per minute",
    "per hour",
  ]);
  expect(select?.value).toBe("HOUR");
  expect(toModels([], [form])).toEqual({ ok: true, models: [model] });
});

test("the table has a line of it, and what was written down has its name", async () => {
  const effective = { ...model, rate_limits: [{ ...limit, source_group: "own" }] };
  const rows = limitRows("own", effective, model, { live: null });
  const root = await show(
    <LimitsTable slug="acme/glm" enforcement="CASCADING" rows={rows} path={[]} />,
  );
  expect(root.querySelector("tr[aria-label='Tokens per hour']")?.textContent).toContain("5k");
  expect(formatLimitName("TOKEN", "HOUR")).toBe("Tokens per hour");
});

test("files have a column of it", async () => {
  expect(toCells(model)).toEqual({ slug: "acme/glm", tokens_per_hour: "5000" });
  const parsed = await parseGroupFile("external_id,slug,tokens_per_hour\\na,acme/glm,5000\\n");
  expect(parsed.ok && parsed.groups[0]?.models).toEqual([model]);
});
`;

const enforced = `import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CounterStore } from "../../limits/counter-store";
import { createMemoryCounterStore } from "../../limits/memory/memory-counter-store";
import { createRedisCounterStore } from "../../limits/redis/redis-counter-store";
import type { RedisClient } from "../../limits/redis/run-redis-script";
import { insertEvents } from "../../metering/ledger/event-store";
import { rebuildCounters } from "../../metering/ledger/rebuild-counters";
import { addUpUsage } from "../../testing/headroom-fixture";
import { fixtureSlug, openInferenceFixture } from "../../testing/inference-fixture";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { createTestClock } from "../../testing/test-clock";
import { findCallerGroup } from "../caller/find-caller-group";

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedisServer();
  redis = await connectRedis([server.url]);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const clock = createTestClock();
const tenMinutesMs = 600_000;
const hourly = { type: "REQUEST", unit: "HOUR", threshold: 3 } as const;
const models = [{ slug: fixtureSlug, rate_limits: [hourly] }];
const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };

const stores: [name: string, open: () => CounterStore][] = [
  ["in memory", () => createMemoryCounterStore(clock)],
  ["in Redis", () => createRedisCounterStore({ redis, namespace: ownNamespace(), now: clock.now, renewMs: null })],
];

describe.each(stores)("with counters %s", (_name, open) => {
  test("an hourly limit holds for an hour, over a restart, and is told of everywhere", async () => {
    const counters = open();
    await counters.rebuild(nothing());
    const { gateway, ...fixture } = await openInferenceFixture({ clock, deps: { counters } });
    const view = { key: gateway.viewKey };
    const { id, key } = await fixture.addGroup({ models });
    for (let call = 0; call < 3; call++) {
      expect((await fixture.post(key, body)).status).toBe(200);
      clock.advance(tenMinutesMs);
    }
    const refused = await fixture.post(key, body);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1800"]);
    expect(await refused.text()).toContain(
      \`Request limit of 3 per hour for \${fixtureSlug} reached (your limit); try again in 1800 s.\`,
    );
    const { text: metrics } = await gateway.inject("GET", "/metrics", view);
    const labels = \`slug="\${fixtureSlug}",kind="rate",type="REQUEST",unit="HOUR"\`;
    expect(metrics).toContain(\`headgate_limit_refusals_total{\${labels}} 1\`);
    const { text: document } = await gateway.inject("GET", "/v1/spec", view);
    expect(document).toContain('"enum":["SECOND","MINUTE","HOUR"]');

    await insertEvents(gateway.db, gateway.ledger.rows);
    await addUpUsage(gateway);
    const peaks = \`/v1/gateway/groups/\${id}/limits/peaks?slug=\${fixtureSlug}&type=REQUEST&unit=HOUR\`;
    const { json } = await gateway.inject("GET", \`\${peaks}&threshold=2\`, view);
    expect(json["groups"]).toMatchObject([{ group: { id }, used: 3, is_whole: true }]);

    const restarted = open();
    await rebuildCounters({ db: gateway.db, clock, counters: restarted });
    const caller = await findCallerGroup(gateway.db, id);
    if (!caller) throw new Error("no such group");
    const ask = { reservationId: \`rsv_\${clock.now()}\`, rootGroupId: caller.rootId, slug: fixtureSlug };
    const chain = caller.chains.get(fixtureSlug) ?? [];
    const { meteredGroupIds } = caller;
    const reserve = () =>
      restarted.reserve({ ...ask, chain, tokens: 1, tokensMin: 1, meteredGroupIds });
    expect(await reserve()).toMatchObject({ admitted: false, binding: { used: 3 } });
    clock.advance(3 * tenMinutesMs);
    expect(await reserve()).toMatchObject({ admitted: true });
    await restarted.close();
    await fixture.close();
  });
});
`;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  const day = '  {\n    unit: "DAY",\n';
  copy.replace("gateway/contracts/limit-windows.ts", day, row + day);
  copy.write("gateway/platform/db/migrations/0099-limits-per-hour.sql", migration);
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

test("a window is added by a row and a migration, and the project type-checks", () => {
  expect(copy.changed.size).toBe(2);
  expect(copy.typeCheck()).toBe("");
});

test("the added window is in the form, in tables and in files", () => {
  expect(copy.runTest("lib/limits/added-window.test.tsx", shown)).toBe("");
});

test("case 110: limits of the added window are taken, enforced, counted anew after a restart and told of", () => {
  const file = "gateway/inference/admission/added-window.integration.test.ts";
  expect(copy.runTest(file, enforced)).toBe("");
});

test("case 110: what is promised of counters in memory and in Redis holds of the added window", () => {
  const limits = "gateway/limits/";
  const inMemory = [
    "memory/memory-counter-store.test.ts",
    "memory-counter-store.exactness.test.ts",
  ];
  const suites = [...inMemory, "redis/redis-layout.test.ts"].map((file) => limits + file);
  expect(copy.runSuites("unit", "gateway/contracts/limit-windows.test.ts", ...suites)).toBe("");
  const inRedis = [
    "redis/redis-counter-store",
    "redis/redis-added-window",
    "declared-models-store",
  ];
  const files = inRedis.map((name) => `${limits}${name}.integration.test.ts`);
  expect(copy.runSuites("integration", ...files)).toBe("");
});
