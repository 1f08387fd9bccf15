import { randomBytes } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../../testing/inference-fixture";
import { authenticateCaller } from "./authenticate-caller";
import { type CallerCaches, createCallerCaches } from "./caller-caches";
import { unknownKeysFree } from "./unknown-key-guard";

const customers = 200;
const guesses = 100_000;
let fixture: InferenceFixture;
let caches: CallerCaches;
const asked = { lookUps: 0, underWay: 0, most: 0 };

beforeAll(async () => {
  fixture = await openInferenceFixture();
  const { db } = fixture.gateway;
  const lookups = {
    ...db,
    query: <Row extends pg.QueryResultRow>(
      text: string | { name: string; text: string },
      values?: unknown[],
    ) => {
      asked.lookUps++;
      asked.most = Math.max(asked.most, ++asked.underWay);
      return db.query<Row>(text, values).finally(() => asked.underWay--);
    },
  };
  const { pools } = fixture.gateway.deps;
  caches = createCallerCaches({ ...fixture.gateway.deps, pools: { ...pools, lookups } });
  await caches.ready;
});
afterAll(async () => {
  await caches?.close();
  await fixture?.close();
});

function callWith(key: string, address = "203.0.113.9") {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: address });
  const request = new IncomingMessage(socket);
  request.headers.authorization = `Bearer ${key}`;
  return authenticateCaller(caches, request);
}
const readStatus = (key: string, address?: string) =>
  callWith(key, address).then(
    () => 200,
    ({ status }) => status,
  );
const guess = () => `sky_${randomBytes(24).toString("base64url")}`;

test("case 56: 100,000 calls with random keys, from one address and from many: customers' keys stay in memory, a new key works at once, and look-ups are few", {
  timeout: 900_000,
}, async () => {
  const { id, key: first } = await fixture.addGroup();
  const keys = [first];
  for (let at = 1; at < customers; at++) {
    const minted = await fixture.manage("POST", `/v1/gateway/groups/${id}/api_keys`, {});
    keys.push(String(minted["api_key"]));
  }
  // What the mints announced is heard by now.
  const asks = async () => {
    const before = asked.lookUps;
    for (const key of keys) expect(await readStatus(key)).toBe(200);
    return asked.lookUps - before;
  };
  await expect.poll(asks).toBe(0);

  // Nothing expires meanwhile, and nobody earns anything, however slow the machine is.
  vi.useFakeTimers({ toFake: ["performance"] });
  const before = asked.lookUps;
  const statuses = new Map<number, number>();
  for (let at = 0; at < guesses; at += 100) {
    const calls = Array.from({ length: 100 }, (_, of) =>
      readStatus(guess(), of % 10 > 0 ? "203.0.113.9" : `198.51.${of}.${at % 250}`),
    );
    for (const status of await Promise.all(calls)) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  const lookUps = asked.lookUps - before;
  expect([...statuses.keys()].toSorted()).toEqual([401, 429]);
  // The one address has no more than its allowance; the many never use theirs up.
  expect(lookUps).toBe(unknownKeysFree + guesses / 10);
  expect(statuses.get(429)).toBe((guesses * 9) / 10 - unknownKeysFree);
  expect(asked.most).toBeLessThanOrEqual(2);

  expect(await asks()).toBe(0);
  vi.useRealTimers();

  const fresh = await fixture.manage("POST", `/v1/gateway/groups/${id}/api_keys`, {});
  await expect.poll(() => readStatus(String(fresh["api_key"]))).toBe(200);
});

test("case 56: over HTTP whoever guesses is told to wait, in OpenAI's shape, and a customer at the same address is served", async () => {
  const { key } = await fixture.addGroup();
  const body = { model: fixtureSlug, messages: [{ role: "user", content: "hi" }] };
  expect((await fixture.post(key, body)).status).toBe(200);
  let refused: Response | undefined;
  await expect
    .poll(async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => fixture.post(guess(), body)),
      );
      refused = answers.find(({ status }) => status === 429);
      return refused !== undefined;
    })
    .toBe(true);
  expect(refused?.headers.get("retry-after")).toBe("1");
  expect(await refused?.json()).toMatchObject({
    error: { code: "too_many_unknown_keys", type: "rate_limit_error" },
  });
  expect((await fixture.post(key, body)).status).toBe(200);
});
