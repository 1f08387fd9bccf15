// What an operator may rely on when answers differ from what was reserved for them.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  fixtureSlug,
  type InferenceFixture,
  openInferenceFixture,
} from "../testing/inference-fixture";
import { answerJson, answerStream, deltaChunk, gate, usageChunk } from "../testing/upstream-double";
import { countPrompt } from "./admission/count-prompt";
import { createTokenEstimator } from "./admission/token-estimator";
import { parseInferenceRequest } from "./request/inference-request";

let fixture: InferenceFixture;
beforeAll(async () => {
  fixture = await openInferenceFixture();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.gateway.ledger.rows.length = 0;
});

const messages = [{ role: "user" as const, content: "Tell me something" }];
const openReservations = () => fixture.gateway.deps.counters.openReservations();
const eventually = { timeout: 60_000, interval: 20 };

test("case 7: whatever mix of answers, aborts and errors there was, no reservation stays open", async () => {
  const { key, client } = await fixture.addGroup({
    models: [
      {
        slug: fixtureSlug,
        rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 10_000_000 }],
      },
    ],
  });
  let calls = 0;
  fixture.upstream.answer((response, call, request) => {
    const kind = calls++ % 6;
    const isStream = JSON.parse(call.body).stream === true;
    if (kind === 0) request.socket.destroy();
    else if (kind === 1) response.writeHead(500).end("{}");
    else if (kind === 2) response.writeHead(200, { "content-type": "application/json" }).end("{");
    else if (kind === 3) return;
    else if (isStream) {
      const data = [deltaChunk("a"), deltaChunk("", "stop"), "[DONE]"];
      return answerStream(data)(response, call, request);
    } else return answerJson()(response, call, request);
  });
  const ask = async (index: number) => {
    const signal = AbortSignal.timeout(50 + (index % 7) * 60);
    const body = { model: fixtureSlug, messages, stream: index % 2 === 0 };
    const response = await fixture.post(key, body, { signal });
    await response.text();
  };
  await Promise.all(Array.from({ length: 120 }, (_, index) => ask(index).catch(() => {})));
  await expect.poll(openReservations, eventually).toBe(0);
  fixture.upstream.answer(answerJson());
  expect((await client.chat.completions.create({ model: fixtureSlug, messages })).model).toBe(
    fixtureSlug,
  );
});

test("the prompt's estimate is within 5% after 20 requests of a slug whose tokenizer counts three times as much", () => {
  const estimator = createTokenEstimator();
  const name = { workspaceId: "w", groupId: "g", slug: fixtureSlug };
  const toPrompt = (textTokens: number) => ({ textTokens, attachments: {} });
  // Texts differ: what one token of ours is worth there varies from text to text.
  const worth = (index: number) => 3 + Math.sin(index * 1.7) * 0.15;
  for (let index = 0; index < 20; index++) {
    const countedPrompt = 50 + ((index * 37) % 400);
    const promptTokens = Math.round(countedPrompt * worth(index));
    const prompt = toPrompt(countedPrompt);
    estimator.learn({ ...name, prompt, promptTokens, completionTokens: 10 });
  }
  for (const countedPrompt of [20, 100, 1_000, 20_000]) {
    const estimate = estimator.estimate({
      ...name,
      prompt: toPrompt(countedPrompt),
      completionTokensMax: 0,
    });
    expect(Math.abs(estimate.promptTokens / (countedPrompt * 3) - 1)).toBeLessThan(0.05);
  }
});

test("what the gateway reserves for a prompt of any length is within 5% as well, after 20 requests", async () => {
  const { id, key } = await fixture.addGroup();
  const countedBy = async (content: string) => {
    const body = { model: fixtureSlug, max_tokens: 1, messages: [{ role: "user", content }] };
    const request = await parseInferenceRequest(Buffer.from(JSON.stringify(body)));
    return { body, counted: (await countPrompt(request)).textTokens };
  };
  const words = (count: number) => "The quick brown fox jumps. ".repeat(count);
  for (let index = 0; index < 20; index++) {
    const { body, counted } = await countedBy(words(10 + ((index * 37) % 90)));
    fixture.upstream.answer(answerJson({ usage: { prompt: 3 * counted, completion: 1 } }));
    await (await fixture.post(key, body)).text();
  }
  const usedToday = async () =>
    (await fixture.gateway.deps.counters.readDay([{ groupId: id, slug: fixtureSlug }], id))[0]
      ?.tokens ?? 0;
  for (const length of [5, 50, 2_000]) {
    const { body, counted } = await countedBy(words(length));
    const answers = gate();
    fixture.upstream.answer(async (response, call, request) => {
      await answers.opened;
      answerJson({ usage: { prompt: 3 * counted, completion: 1 } })(response, call, request);
    });
    const before = await usedToday();
    const answer = fixture.post(key, body);
    await expect.poll(openReservations, eventually).toBe(1);
    const reserved = (await usedToday()) - before - 1;
    expect(Math.abs(reserved / (3 * counted) - 1)).toBeLessThan(0.05);
    answers.open();
    await (await answer).text();
    expect(await usedToday()).toBe(before + 3 * counted + 1);
  }
});

test("without max_tokens what runs over a limit is what the metric reports", async () => {
  const threshold = 1_000;
  const group = await fixture.addGroup({
    models: [{ slug: fixtureSlug, usage_limits: [{ type: "TOKEN", unit: "DAY", threshold }] }],
  });
  const started = gate();
  fixture.upstream.answer(async (response, call, request) => {
    await started.opened;
    answerJson({ usage: { prompt: 10, completion: 190 } })(response, call, request);
  });
  const before = fixture.gateway.deps.metrics.slug(fixtureSlug).overshootTokens;
  const asked = Array.from({ length: 30 }, () =>
    group.client.chat.completions.create({ model: fixtureSlug, messages }).then(
      () => true,
      () => false,
    ),
  );
  await expect.poll(openReservations, eventually).toBeGreaterThan(20);
  started.open();
  await Promise.all(asked);
  const [day] = await fixture.gateway.deps.counters.readDay(
    [{ groupId: group.id, slug: fixtureSlug }],
    group.id,
  );
  const over = (day?.tokens ?? 0) - threshold;
  expect(over).toBeGreaterThan(0);
  expect(fixture.gateway.deps.metrics.slug(fixtureSlug).overshootTokens - before).toBe(over);
});

test("a stream of 90 s charges the minute in which it ends with what it had not reserved", async () => {
  const { id, key } = await fixture.addGroup({
    models: [
      { slug: fixtureSlug, rate_limits: [{ type: "TOKEN", unit: "MINUTE", threshold: 100_000 }] },
    ],
  });
  const end = gate();
  fixture.upstream.answer(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${deltaChunk("a")}\n\n`);
    await end.opened;
    const rest = [deltaChunk("", "stop"), usageChunk({ prompt: 20, completion: 5_000 }), "[DONE]"];
    response.end(rest.map((each) => `data: ${each}\n\n`).join(""));
  });
  const response = await fixture.post(key, { model: fixtureSlug, messages, stream: true });
  const chain = [
    {
      counterGroupId: id,
      sourceGroupId: id,
      slug: fixtureSlug,
      kind: "rate" as const,
      type: "TOKEN" as const,
      unit: "MINUTE" as const,
      threshold: 100_000,
    },
  ];
  const used = async () =>
    (await fixture.gateway.deps.counters.readChain(chain, id))[0]?.used ?? -1;
  const reserved = await used();
  expect(reserved).toBeGreaterThan(0);
  fixture.gateway.clock.advance(90_000);
  expect(await used()).toBe(0);
  end.open();
  await response.text();
  expect(await used()).toBe(5_020 - reserved);
});

test("midnight UTC, one second before and after, under load: every request is of exactly one day", async () => {
  fixture.gateway.clock.set("2026-03-11T23:59:59.000Z");
  const { id, key } = await fixture.addGroup({
    models: [
      { slug: fixtureSlug, usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 1_000 }] },
    ],
  });
  const answers = gate();
  fixture.upstream.answer(async (response, call, request) => {
    await answers.opened;
    answerJson({ usage: { prompt: 1, completion: 1 } })(response, call, request);
  });
  const ask = () =>
    fixture.post(key, { model: fixtureSlug, messages }).then((answer) => answer.text());
  const asked: Promise<string>[] = [];
  for (let step = 0; step < 20; step++) {
    const before = await openReservations();
    asked.push(...Array.from({ length: 5 }, ask));
    await expect.poll(openReservations, eventually).toBe(before + 5);
    fixture.gateway.clock.advance(100);
  }
  answers.open();
  await Promise.all(asked);
  const midnightMs = Date.parse("2026-03-12T00:00:00.000Z");
  const { rows } = fixture.gateway.ledger;
  const after = rows.filter(({ admittedAt }) => admittedAt >= midnightMs).length;
  expect([rows.length, after]).toEqual([100, 50]);
  const keys = [{ groupId: id, slug: fixtureSlug }];
  expect(await fixture.gateway.deps.counters.readDay(keys, id)).toMatchObject([
    { requests: after },
  ]);
});
