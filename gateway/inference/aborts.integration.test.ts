import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type FixtureGroup,
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import {
  answerJson,
  answerStream,
  chunkJson,
  deltaChunk,
  gate,
  usageChunk,
} from "../testing/upstream-double";

let fixture: InferenceFixture;
let group: FixtureGroup;
const messages = [{ role: "user", content: "Count to four" }];
const body = { model: fixtureSlug, messages, stream: true };

beforeAll(async () => {
  fixture = await openInferenceFixture({
    config: {
      limits: {
        managementBodyBytesMax: 1_048_576,
        inferenceBodyBytesMax: 1_000_000,
        // What runs out: time-outs.integration.test.ts.
        upstreamFirstByteMs: 600_000,
        upstreamIdleMs: 600_000,
        staleConnectionMs: 200,
        keepAliveMs: 600_000,
        ledgerCommitMs: 600_000,
        connectionLingerMs: 0,
      },
    },
  });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  group = await fixture.addGroup();
  fixture.gateway.ledger.rows.length = 0;
  fixture.upstream.calls.length = 0;
  fixture.upstream.cancelled = 0;
});

const eventually = { timeout: 60_000, interval: 20 };
const rows = () => fixture.gateway.ledger.rows;
const open = () => fixture.gateway.deps.counters.openReservations();
async function usedToday(): Promise<{ requests: number; tokens: number }> {
  const [day] = await fixture.gateway.deps.counters.readDay(
    [{ groupId: group.id, slug: fixtureSlug }],
    group.id,
  );
  return { requests: day?.requests ?? 0, tokens: day?.tokens ?? 0 };
}

test.each([false, true])(
  "a caller gone before the first byte costs nothing (stream: %s)",
  async (stream) => {
    fixture.upstream.answer(() => {});
    const caller = new AbortController();
    const call = fixture.post(group.key, { ...body, stream }, { signal: caller.signal });
    call.catch(() => {});
    await expect.poll(() => fixture.upstream.calls.length, eventually).toBe(1);
    expect(await open()).toBe(1);
    caller.abort();
    await expect.poll(() => fixture.upstream.cancelled, eventually).toBe(1);
    await expect.poll(open, eventually).toBe(0);
    expect(await usedToday()).toEqual({ requests: 0, tokens: 0 });
    expect(rows()).toEqual([]);
  },
);

test("case 15: a caller gone in the middle pays for the prompt and what was relayed, in one event", async () => {
  fixture.upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${deltaChunk("one two three four")}\n\n`);
  });
  const caller = new AbortController();
  const response = await fixture.post(group.key, body, { signal: caller.signal });
  await response.body?.getReader().read();
  caller.abort();
  await expect.poll(() => rows().length, eventually).toBe(1);
  expect(rows()).toMatchObject([{ outcome: "aborted", billable: true, outputTokens: 4 }]);
  expect(rows()[0]?.inputTokens).toBeGreaterThan(3);
  await expect.poll(() => fixture.upstream.cancelled, eventually).toBe(1);
  await expect.poll(open, eventually).toBe(0);
  const tokens = (rows()[0]?.inputTokens ?? 0) + 4;
  expect(await usedToday()).toEqual({ requests: 1, tokens });
});

test.each([
  ["is reset", true],
  ["ends without finishing", false],
])("a stream that %s is no answer: nothing is billed, the SDK raises", async (_name, isReset) => {
  fixture.upstream.answer((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${deltaChunk("one")}\n\n`, () =>
      isReset ? response.socket?.resetAndDestroy() : response.end(),
    );
  });
  const read = async () => {
    const stream = await group.client.chat.completions.create({
      model: fixtureSlug,
      messages: [{ role: "user", content: "hi" }],
      stream: true,
    });
    for await (const chunk of stream) void chunk;
  };
  await expect(read()).rejects.toMatchObject({ code: expect.stringMatching(/^upstream_/) });
  expect(rows()).toMatchObject([{ outcome: "upstream_error", billable: false }]);
  expect(await open()).toBe(0);
});

test("an error in the middle of a stream bills nothing", async () => {
  fixture.upstream.answer(
    answerStream([deltaChunk("one"), JSON.stringify({ error: { message: "CUDA out of memory" } })]),
  );
  const text = await (await fixture.post(group.key, body)).text();
  expect(text).toContain("upstream_invalid_response");
  expect(text).not.toContain("CUDA");
  expect(rows()).toMatchObject([{ billable: false }]);
});

test("with two choices, the stream is held only once both have finished", async () => {
  const { opened, open: release } = gate();
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${deltaChunk("a", "stop", 0)}\n\ndata: ${deltaChunk("b", null, 1)}\n\n`);
    await opened;
    response.end(
      `data: ${deltaChunk("c", "stop", 1)}\n\ndata: ${usageChunk({ prompt: 2, completion: 3 })}\n\ndata: [DONE]\n\n`,
    );
  });
  const response = await fixture.post(group.key, { ...body, n: 2 });
  const reader = response.body?.getReader();
  let text = "";
  while (!text.includes('"b"')) {
    text += Buffer.from((await reader?.read())?.value ?? []).toString();
  }
  expect(rows()).toEqual([]);
  release();
  while (!text.includes("[DONE]")) {
    text += Buffer.from((await reader?.read())?.value ?? []).toString();
  }
  expect(rows()).toMatchObject([{ inputTokens: 2, outputTokens: 3, outcome: "completed" }]);
});

test("while the ledger is away the upstream is not called, and recovery needs nobody", async () => {
  fixture.gateway.ledger.available = false;
  const refused = await fixture.post(group.key, { ...body, stream: false });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "metering_unavailable" } });
  expect(fixture.upstream.calls).toHaveLength(0);
  expect(await usedToday()).toEqual({ requests: 0, tokens: 0 });
  fixture.gateway.ledger.available = true;
  fixture.upstream.answer(answerJson());
  expect((await fixture.post(group.key, { ...body, stream: false })).status).toBe(200);
});

test("a tool call without usage is counted by its name and arguments", async () => {
  const call = { index: 0, id: "call_1", type: "function" };
  fixture.upstream.answer(
    answerStream([
      chunkJson({
        choices: [
          {
            index: 0,
            delta: { tool_calls: [{ ...call, function: { name: "add", arguments: "" } }] },
          },
        ],
      }),
      chunkJson({
        choices: [
          { index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] } },
        ],
      }),
      chunkJson({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] }),
      "[DONE]",
    ]),
  );
  await (await fixture.post(group.key, body)).text();
  expect(rows()[0]?.outputTokens).toBeGreaterThanOrEqual(5);
});
