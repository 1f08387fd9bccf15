import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { GatewayConfig } from "../config";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { answerJson, answerStream, deltaChunk, usageChunk } from "../testing/upstream-double";

let fixture: InferenceFixture;
let group: FixtureGroup;
const messages = [{ role: "user", content: "Count to four" }];
const body = { model: fixtureSlug, messages, stream: true };
const soonMs = 300;
const neverMs = 600_000;

/** A gateway one of whose patiences is short: the others never run out, however slow the machine is. */
function impatient(limits: Partial<GatewayConfig["limits"]>): void {
  beforeAll(async () => {
    fixture = await openInferenceFixture({
      config: {
        limits: {
          managementBodyBytesMax: 1_048_576,
          inferenceBodyBytesMax: 1_000_000,
          upstreamFirstByteMs: neverMs,
          upstreamIdleMs: neverMs,
          staleConnectionMs: 200,
          keepAliveMs: neverMs,
          ledgerCommitMs: neverMs,
          connectionLingerMs: 0,
          ...limits,
        },
      },
    });
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    group = await fixture.addGroup();
    fixture.gateway.ledger.rows.length = 0;
    fixture.upstream.cancelled = 0;
  });
}

const eventually = { timeout: 60_000, interval: 20 };
const rows = () => fixture.gateway.ledger.rows;
const open = () => fixture.gateway.deps.counters.openReservations();
async function requestsToday(): Promise<number> {
  const keys = [{ groupId: group.id, slug: fixtureSlug }];
  const [day] = await fixture.gateway.deps.counters.readDay(keys, group.id);
  expect(day?.tokens ?? 0).toBe(0);
  return day?.requests ?? 0;
}

describe("an upstream's first byte", () => {
  impatient({ upstreamFirstByteMs: soonMs });

  test("that never comes is a 504", async () => {
    fixture.upstream.answer(() => {});
    expect((await fixture.post(group.key, { ...body, stream: false })).status).toBe(504);
    expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
    expect(await requestsToday()).toBe(1);
  });
});

describe("a stream", () => {
  impatient({ upstreamIdleMs: soonMs });

  test("one that goes silent ends the stream with an error", async () => {
    fixture.upstream.answer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${deltaChunk("one")}\n\n`);
    });
    const text = await (await fixture.post(group.key, body)).text();
    expect(text).toContain('"content":"one"');
    expect(text).toContain('"code":"upstream_timeout"');
    expect(text).not.toContain("[DONE]");
    expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
    expect(await requestsToday()).toBe(1);
  });

  test("a caller that reads nothing is cut off, and the upstream with it", async () => {
    const filler = "x".repeat(60_000);
    fixture.upstream.answer(async (response) => {
      const closed = new AbortController();
      response.once("close", () => closed.abort());
      response.writeHead(200, { "content-type": "text/event-stream" });
      while (!response.destroyed) {
        if (!response.write(`data: ${deltaChunk(filler)}\n\n`)) {
          await once(response, "drain", { signal: closed.signal }).catch(() => {});
        }
      }
    });
    const response = await fixture.post(group.key, body);
    await expect.poll(() => fixture.upstream.cancelled, eventually).toBe(1);
    await response.body?.cancel().catch(() => {});
    await expect.poll(open, eventually).toBe(0);
    await expect.poll(() => rows().length, eventually).toBe(1);
  });

  test("an answer is billed even if its closing line never comes", async () => {
    fixture.upstream.answer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${deltaChunk("one")}\n\ndata: ${deltaChunk("", "stop")}\n\n`);
    });
    const text = await (await fixture.post(group.key, body)).text();
    expect(text).toContain('"finish_reason":"stop"');
    expect(rows()).toMatchObject([{ outcome: "completed", estimated: true, outputTokens: 1 }]);
  });
});

describe("a commit", () => {
  impatient({ ledgerCommitMs: soonMs });

  test("the end of a stream and a JSON answer wait for the event's commit, and fail without it", async () => {
    const { ledger } = fixture.gateway;
    const append = ledger.append;
    ledger.append = () => new Promise(() => {});
    try {
      fixture.upstream.answer(
        answerStream([
          deltaChunk("one"),
          deltaChunk("", "stop"),
          usageChunk({ prompt: 1, completion: 1 }),
          "[DONE]",
        ]),
      );
      const text = await (await fixture.post(group.key, body)).text();
      expect(text).toContain('"content":"one"');
      expect(text).not.toContain('"finish_reason":"stop"');
      expect(text).toContain("metering_unavailable");
      fixture.upstream.answer(answerJson());
      const json = await fixture.post(group.key, { ...body, stream: false });
      expect(json.status).toBe(503);
      expect(await json.text()).not.toContain("Hello");
      expect(await open()).toBe(0);
    } finally {
      ledger.append = append;
    }
  });
});
