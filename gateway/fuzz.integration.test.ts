// Requests that nobody means: whatever comes, it is answered, never as a fault of ours.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createRandom } from "../scripts/seed/random";
import type { Ledger } from "./metering/ledger/ledger";
import { openPostgresLedger } from "./metering/ledger/postgres-ledger";
import { fuzzAuthorization } from "./testing/fuzz/fuzz-authorization";
import { fuzzRequest } from "./testing/fuzz/fuzz-request";
import type { FuzzTargets } from "./testing/fuzz/fuzz-targets";
import { canary, canaryNumber } from "./testing/fuzz/odd-values";
import { openRawConnection, type RawStatus, sendAlone } from "./testing/fuzz/raw-connection";
import { readOperations } from "./testing/fuzz/read-operations";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "./testing/inference-fixture";
import { createTestClock } from "./testing/test-clock";
import { createTestIds } from "./testing/test-gateway";
import { answerJson, answerWords } from "./testing/upstream-double";

const seed = Number(process.env["HEADGATE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const requests = 10_000;
const authorizations = 100_000;
/** What is kept on purpose (caches, groups that were really made) is far below, a leak far above. */
const grownBytesMax = 32 * 1_048_576;

let fixture: InferenceFixture;
let ledger: Awaited<ReturnType<typeof openPostgresLedger>>;
let customerKey: string;
const textOf = z.looseObject({ text: z.string() });
const statements = new Set<string>();
/** Whether anything that was made up came as far as a parameter. */
let parameterHeld = false;
const isMadeUp = (value: unknown) => typeof value === "string" && value.includes(canary);
const troubles: string[] = [];

beforeAll(async () => {
  watchStatements();
  const late: Ledger = {
    append: (row) => ledger.append(row),
    isAvailable: () => ledger.isAvailable(),
    drain: () => ledger.drain(),
  };
  const log = pino(
    { level: "error" },
    { write: (line: string) => troubles.push(line.slice(0, 4_000)) },
  );
  const clock = createTestClock();
  fixture = await openInferenceFixture({ clock, deps: { ledger: late, log } });
  const { db } = fixture.gateway;
  ledger = await openPostgresLedger({ db, clock, ids: createTestIds(), log });
  customerKey = (await fixture.addGroup()).key;
  fixture.upstream.answer((response, call, request) => {
    fixture.upstream.calls.length = 0;
    // Also of bodies that only the gateway takes for JSON.
    const isStream = /"stream"\s*:\s*true/.test(call.body);
    const script = isStream ? answerWords(["a", "b"]) : answerJson();
    return script(response, call, request);
  });
});
afterAll(async () => {
  await ledger?.close();
  await fixture?.close();
});

/** Every statement of this process, whichever pool or client it goes through. */
function watchStatements(): void {
  // No spy of the test runner's: it keeps whatever it was called with.
  const { query } = pg.Client.prototype;
  function watched(this: pg.Client, ...asked: unknown[]) {
    const [first, values] = asked;
    if (!parameterHeld) parameterHeld = Array.isArray(values) && values.some(isMadeUp);
    statements.add(typeof first === "string" ? first : textOf.parse(first).text);
    return Reflect.apply(query, this, asked);
  }
  Object.assign(pg.Client.prototype, { query: watched });
}

/** Things that exist, and that a request may change or remove; the same for each block of requests. */
async function createTargets(block: number): Promise<FuzzTargets> {
  const { gateway, manage, upstream } = fixture;
  const groups: string[] = [];
  const prefixes: string[] = [];
  for (let at = 0; at < 3; at++) {
    const group = await manage("POST", "/v1/gateway/groups", {
      metadata: { external_entity_id: `${canary}-${block}-${at}` },
      models: [
        { slug: `acme/${canary}`, rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 5 }] },
      ],
      hierarchy: {
        parent_group_id: groups[0] ?? null,
        limit_enforcement: at === 0 ? "CASCADING" : null,
      },
    });
    groups.push(String(group["id"]));
    const key = await manage("POST", `/v1/gateway/groups/${group["id"]}/api_keys`, {});
    prefixes.push(String(key["prefix"]));
  }
  const { id: secretId } = await manage("POST", "/v1/secrets", {
    name: `kept-${block}`,
    value: "sk",
  });
  const target = {
    provider: "OPENAI_COMPATIBLE",
    base_url: upstream.url,
    target_model: "m",
    secret_id: secretId,
  };
  const slug = `acme/block-${block}`;
  const endpoint = await manage("POST", "/v1/gateway/endpoints", { slug, targets: [target] });
  const name = `secret-${block}`;
  await manage("POST", "/v1/secrets", { name, value: "sk-of-a-target" });
  const managing = await manage("POST", "/v1/gateway/management_keys", { name, scope: "view" });
  const ids = new Map<string, readonly string[]>([
    ["group_id", groups],
    ["prefix", prefixes],
    ["endpoint_id", [String(endpoint["id"])]],
    ["secret_name", [name]],
    ["key_id", [String(managing["id"])]],
    ["team_id", [gateway.workspaceId]],
    ["model_id", [fixtureSlug, encodeURIComponent(fixtureSlug)]],
  ]);
  const [first, ...others] = await readOperations(fixture, target);
  if (!first) throw new Error("the document has no operations");
  return {
    operations: [first, ...others],
    pickId(parameter, random) {
      const known = ids.get(parameter) ?? [];
      return known[random.integer(0, known.length - 1)] ?? canary;
    },
    pickKey: ({ path }) =>
      /^\/v1\/(chat|completions|embeddings|models)/.test(path)
        ? customerKey
        : gateway.managementKey,
  };
}

const replay = `HEADGATE_FUZZ_SEED=${seed}`;

/** Bytes that are held once everything that can go is gone. */
const heldBytes = (() => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
})();

function expectNoFault(answers: readonly RawStatus[], sent: string): void {
  const faults = answers.filter(({ status }) => status >= 500);
  expect(faults, `${replay}\n${sent.slice(0, 8_000)}\n${troubles.at(-1)}`).toEqual([]);
}

/** The statements that hold anything a caller sent. */
const spoken = () =>
  [...statements].filter((text) => text.includes(canary) || text.includes(String(canaryNumber)));

const hasControl = (bytes: Buffer) =>
  bytes.some((byte) => byte === 0x7f || (byte < 0x20 && ![0x09, 0x0d, 0x0a].includes(byte)));

/** Of one request alone: which connection sends it changes nothing. */
const createRandomAt = (index: number) => createRandom(seed + index);

test("10,000 odd requests over every route are answered without a fault, never as a part of a statement, and leave nothing in memory", async () => {
  const connections = Array.from({ length: 8 }, () => openRawConnection(fixture.gateway.url));
  const blocks = 20;
  const met = new Map<number, number>();
  let settled = 0;
  for (let block = 0; block < blocks; block++) {
    const targets = await createTargets(block);
    let index = block * (requests / blocks);
    const end = index + requests / blocks;
    const work = connections.map(async (connection) => {
      while (index < end) {
        const { bytes, isAlone } = fuzzRequest(createRandomAt(index++), targets);
        const answers = isAlone
          ? await sendAlone(fixture.gateway.url, bytes)
          : await connection.send([bytes]);
        const sent = bytes.toString("latin1");
        expectNoFault(answers, sent);
        if (!isAlone) expect(answers.length, `${replay}: no answer to\n${sent}`).toBe(1);
        for (const { status } of answers) met.set(status, (met.get(status) ?? 0) + 1);
      }
    });
    await Promise.all(work);
    if (block === blocks / 2) settled = heldBytes();
  }
  for (const connection of connections) connection.close();
  const grownBytes = heldBytes() - settled;
  process.stdout.write(
    `${JSON.stringify(Object.fromEntries(met))}, ${statements.size} statements, grown by ${grownBytes} bytes\n`,
  );
  expect(parameterHeld).toBe(true);
  expect(spoken(), replay).toEqual([]);
  expect(grownBytes, replay).toBeLessThan(grownBytesMax);
  // Most got as far as what they were meant to spoil.
  expect(met.get(200)).toBeGreaterThan(requests / 20);
  expect(met.get(400)).toBeGreaterThan(requests / 20);
});

test("100,000 odd Authorization headers are answered without a fault, never as a part of a statement, and leave nothing in memory", async () => {
  const { url, managementKey } = fixture.gateway;
  const batch = 100;
  const paths = [
    "/v1/gateway/capabilities",
    "/v1/models",
    "/v1/users/me",
    "/v1/models/acme/none",
  ] as const;
  const met = new Map<number, number>();
  let settled = 0;
  let index = 0;
  const half = authorizations / 2;
  const work = (end: number) => async () => {
    const connection = openRawConnection(url);
    while (index < end) {
      const random = createRandomAt(index);
      const sent = Array.from({ length: batch }, () => {
        const head = Buffer.from(
          `GET ${random.pick(paths)} HTTP/1.1\r\nhost: gateway\r\nauthorization: `,
        );
        const value = fuzzAuthorization(random, [customerKey, managementKey]);
        return Buffer.concat([head, value, Buffer.from("\r\n\r\n")]);
      });
      index += batch;
      for (let at = 0; at < sent.length; ) {
        // Node refuses it as soon as it is read, before those in front of it are answered.
        const refused = sent.findIndex((bytes, of) => of >= at && hasControl(bytes));
        const last = refused < 0 ? sent.length : Math.max(refused, at + 1);
        const answers = await connection.send(sent.slice(at, last));
        const first = sent[at]?.toString("latin1") ?? "";
        expect(answers.length, `${replay}: no answer to\n${first}`).toBeGreaterThan(0);
        for (const answer of answers) {
          expectNoFault([answer], sent[at++]?.toString("latin1") ?? "");
          met.set(answer.status, (met.get(answer.status) ?? 0) + 1);
        }
      }
    }
    connection.close();
  };
  for (const end of [half, authorizations]) {
    await Promise.all(Array.from({ length: 4 }, work(end)));
    if (end === half) settled = heldBytes();
  }
  const grownBytes = heldBytes() - settled;
  process.stdout.write(
    `${JSON.stringify(Object.fromEntries(met))}, grown by ${grownBytes} bytes\n`,
  );
  expect(spoken(), replay).toEqual([]);
  expect(grownBytes, replay).toBeLessThan(grownBytesMax);
  expect([...met.values()].reduce((sum, each) => sum + each, 0)).toBe(authorizations);
  expect(met.get(200)).toBeGreaterThan(0);
  expect(met.get(401)).toBeGreaterThan(authorizations / 10);
});
