// No answer, whatever is in it, holds the event loop for more than 20 ms.
import { beforeAll, expect, test, vi } from "vitest";
import { leastHoldMs } from "../../testing/longest-hold";
import { countPrompt } from "../admission/count-prompt";
import { countTokens } from "../admission/count-tokens";
import type { AnswerBody } from "../answer-body";
import { parseInferenceRequest } from "../request/inference-request";
import { chatCompletions, type Operation, operations } from "../request/operation";
import { toUsageBounds } from "./believe-usage";
import { type RelayContext, relayJson } from "./relay-json";

const holdMsMax = 20;
const answerBytes = 37_000_000;
const tinyBytes = 3_000_000;
const slug = "acme/large";

// A busy machine takes its time; it is processor time that counts here.
vi.setConfig({ testTimeout: 600_000 });
beforeAll(() => countTokens(["warm up"]));

const many = (text: string, bytes = answerBytes) => text.repeat(Math.floor(bytes / text.length));
const usage = '"usage":{"prompt_tokens":5,"completion_tokens":9000000,"total_tokens":9000005}';
const chat = (content: string, end = `,${usage}`) =>
  `{"id":"a","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"${content}"},"finish_reason":"stop"}]${end}}`;

/** In pieces as a socket hands them over. */
function createBody(bytes: Buffer): AnswerBody {
  return {
    destroy() {},
    async read(take) {
      for (let from = 0; from < bytes.length; from += 65_536) {
        await take(bytes.subarray(from, from + 65_536));
        if (from % 1_048_576 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function relay(bytes: Buffer, operation: Operation = chatCompletions) {
  const prompt = operation.promptMember === "messages" ? '[{"role":"user"}]' : '"a"';
  const asked = Buffer.from(`{"model":"${slug}","${operation.promptMember}":${prompt}}`);
  const complete = vi.fn(async () => ({ states: [] }));
  const request = await parseInferenceRequest(asked, operation);
  const context: RelayContext = {
    request,
    bounds: toUsageBounds(request, await countPrompt(request)),
    metered: { begin() {}, complete, abort: async () => {}, fail: async () => [] },
    promptTokens: 3,
    gone: { aborted: false },
    asked: { slug, targetModel: "m", secret: "sk-large-secret" },
  };
  const relayed = await relayJson(createBody(bytes), context);
  return { relayed, complete };
}

const embeddings = operations.find(({ path }) => path === "/embeddings");
const vector = `{"object":"embedding","index":0,"embedding":[${many("-0.0123456,", 1_536 * 11)}0]}`;
const vectors = (item: string, count: number) =>
  `{"object":"list","data":[${many(`${item},`, (item.length + 1) * count)}${item}],"model":"m",${usage}}`;

test.each<[string, () => string, Operation | undefined]>([
  ["2,048 embeddings of 1,536 numbers", () => vectors(vector, 2_047), embeddings],
  ["a million tiny embeddings", () => vectors('{"embedding":[]}', 200_000), embeddings],
  ["one endless embedding", () => vectors(`{"embedding":[${many("1,")}1]}`, 0), embeddings],
  ["a text of megabytes", () => chat(many("some word ")), undefined],
  ["a text of megabytes that nobody counted", () => chat(many("some word "), ""), undefined],
  ["a text of escapes", () => chat(many('\\"')), undefined],
  ["a text of four bytes a character", () => chat(many("👋", answerBytes / 2)), undefined],
  [
    "a picture of megabytes",
    () => chat("a").replace('"content"', `"images":["${many("QUJD")}"],"content"`),
    undefined,
  ],
  [
    "parts of 60 KB each",
    () =>
      chat("a").replace(
        '"content":"a"',
        `"content":[${many(`{"text":"${"a b ".repeat(15_000)}"},`)}{"text":"a"}]`,
      ),
    undefined,
  ],
  [
    "a million choices",
    () => `{"model":"m","choices":[${many('{"text":"a"},', tinyBytes)}{"text":"a"}],${usage}}`,
    undefined,
  ],
  ["spaces", () => `{${many(" ", 60_000)}${chat("a").slice(10)}`, undefined],
])("case 44: %s do not hold the event loop", async (_name, json, operation) => {
  const bytes = Buffer.from(json());
  const { relayed, complete } = await relay(bytes, operation);
  expect(complete).toHaveBeenCalledTimes(1);
  const sent = Buffer.concat(relayed?.parts ?? []);
  expect(sent.length).toBe(bytes.length + slug.length - 1);
  expect(
    sent.toString("utf8").replace(`"model":"${slug}"`, '"model":"m"') === bytes.toString(),
  ).toBe(true);
  expect(await leastHoldMs(() => relay(bytes, operation), holdMsMax)).toBeLessThan(holdMsMax);
});

test.each<[string, () => string]>([
  ["a list", () => `[${many("1,")}1]`],
  ["a text", () => many("busy ")],
  ["half an answer", () => chat(many("some word ")).slice(0, -2)],
  ["an error of megabytes", () => `{"error":{"message":"${many("busy ")}"}}`],
  ["a million members", () => `{${many('"a":1,', tinyBytes)}"b":2}`],
])("case 44: %s that is no answer does not hold the event loop", async (_name, json) => {
  const bytes = Buffer.from(json());
  await expect(relay(bytes)).rejects.toMatchObject({ status: 502 });
  const hold = () => relay(bytes).catch(() => {});
  expect(await leastHoldMs(hold, holdMsMax)).toBeLessThan(holdMsMax);
});

test("case 44: a large answer is read as a small one is", async () => {
  const wide = many("word ", 200_000);
  for (const [json, expected] of [
    [chat(wide), [{ inputTokens: 5, outputTokens: 9_000_000, cachedInputTokens: 0 }, false]],
    [
      chat(wide, ""),
      [{ inputTokens: 3, outputTokens: expect.any(Number), cachedInputTokens: 0 }, true],
    ],
  ] as const) {
    const { complete } = await relay(Buffer.from(json));
    expect(complete).toHaveBeenCalledWith(...expected);
  }
  for (const json of [
    `{"choices":[{"finish_reason":"error","message":{"content":"${wide}"}}]}`,
    `{"choices":[{"error":{"code":502},"message":{"content":"${wide}"}}]}`,
    `{"error":{"code":502},"choices":[{"message":{"content":"${wide}"}}]}`,
    `{"object":"error","message":"busy","note":"${wide}"}`,
    `{"object":"list","data":[{"id":"${wide}"}]}`,
  ]) {
    await expect(relay(Buffer.from(json))).rejects.toMatchObject({ status: 502 });
  }
});
