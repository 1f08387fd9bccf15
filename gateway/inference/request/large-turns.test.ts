// However many large bodies are read at once, one piece of one of them is read before others run.
import { beforeEach, expect, test, vi } from "vitest";
import { countPrompt } from "../admission/count-prompt";
import { relayJson } from "../answer/relay-json";
import type { AnswerBody } from "../answer-body";
import { messagesBody } from "../providers/anthropic/messages-body";
import { toUpstreamBody } from "../upstream/upstream-body";
import { parseInferenceRequest } from "./inference-request";
import { yieldToOthers } from "./yield-to-others";

let turns = 0;

vi.mock(import("./yield-to-others"), async (original) => {
  const real = await original();
  return {
    yieldToOthers: async () => {
      await real.yieldToOthers();
      turns++;
    },
  };
});

beforeEach(() => {
  turns = 0;
});

/** The most turns that were taken between two of somebody who only waits for the next one. */
async function mostBetween(work: readonly (() => Promise<unknown>)[]): Promise<number> {
  let most = 0;
  let seen = 0;
  let isDone = false;
  const look = () => {
    most = Math.max(most, turns - seen);
    seen = turns;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await Promise.all(work.map((each) => each()));
  isDone = true;
  return most;
}

const many = (text: string, bytes: number) => text.repeat(Math.ceil(bytes / text.length));
const message = (content: string) => `{"role":"user","content":${content}}`;
const chat = (messages: string) => Buffer.from(`{"model":"a/b","messages":[${messages}]}`);
const bodies: [string, Buffer][] = [
  ["a text", chat(message(`"${many("some word ", 600_000)}"`))],
  ["escapes", chat(message(`"${many('\\"', 600_000)}"`))],
  [
    "a picture",
    chat(
      message(
        `[{"type":"image_url","image_url":{"url":"data:image/png;base64,${many("QUJD", 600_000)}"}}]`,
      ),
    ),
  ],
  ["many messages", chat(`${many(`${message('"hi"')},`, 600_000)}${message('"hi"')}`)],
];

test.each(bodies)("case 111: eight requests with %s take turns", async (_name, bytes) => {
  const prepare = async () => {
    const request = await parseInferenceRequest(bytes);
    await countPrompt(request);
    await toUpstreamBody(request, "target");
    await messagesBody(request, "claude");
  };
  expect(await mostBetween(Array.from({ length: 8 }, () => prepare))).toBe(1);
  expect(turns).toBeGreaterThanOrEqual(8 * 8);
});

test("case 111: eight whole answers take turns", async () => {
  const content = many("some word ", 600_000);
  const json = `{"model":"m","choices":[{"message":{"content":"${content}"},"finish_reason":"stop"}]}`;
  const body: AnswerBody = {
    destroy() {},
    read: async (take) => void (await take(Buffer.from(json))),
  };
  const request = await parseInferenceRequest(chat(message('"hi"')));
  const metered = {
    begin() {},
    complete: async () => ({ states: [] }),
    abort: async () => {},
    fail: async () => [],
  };
  const bounds = {
    inputTokensMax: 1,
    outputTokensMax: 1,
    isOutputAsked: false,
    isOwnText: true,
    writes: true,
  };
  const context = {
    ...{ request, metered, bounds, promptTokens: 1, gone: { aborted: false } },
    asked: { slug: "a/b", targetModel: "m", secret: "sk" },
  };
  const relay = () => relayJson(body, context);
  expect(await mostBetween(Array.from({ length: 8 }, () => relay))).toBe(1);
  expect(turns).toBeGreaterThan(8);
});

test("case 111: who waits gets turns in the order in which they came", async () => {
  const order: number[] = [];
  const work = (name: number) => async () => {
    for (let turn = 0; turn < 3; turn++) {
      await yieldToOthers();
      order.push(name);
    }
  };
  await mostBetween([work(0), work(1), work(2)]);
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
});
