// No request body, whatever is in it, holds the event loop for more than 20 ms.
import { EventEmitter } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { beforeAll, expect, test, vi } from "vitest";
import { leastHoldMs, longestHoldMs } from "../../testing/longest-hold";
import { countPrompt } from "../admission/count-prompt";
import { countTokens } from "../admission/count-tokens";
import { toUpstreamBody } from "../upstream/upstream-body";
import { parseInferenceRequest } from "./inference-request";
import { chatCompletions, type Operation, operations } from "./operation";
import { readRequestBody } from "./read-request-body";

const holdMsMax = 20;
const bodyBytes = 19_900_000;
/** Enough for many turns of what comes in tiny pieces. */
const tinyBytes = 3_000_000;
const smallBytes = 120_000;

// A busy machine takes its time; it is processor time that counts here.
vi.setConfig({ testTimeout: 600_000 });
beforeAll(() => countTokens(["warm up"]));

/** As many as fit into a body, with the rest of it around them. */
const many = (text: string, bytes = bodyBytes) => text.repeat(Math.floor(bytes / text.length));
const chat = (messages: string) => `{"model":"a/b","messages":[${messages}]}`;
const holding = (parts: string) => chat(`{"role":"user","content":[${parts}]}`);
const saying = (content: string) => chat(`{"role":"user","content":"${content}"}`);
const nested = (depth: number) =>
  chat(`{"role":"user","content":${"[".repeat(depth)}${"]".repeat(depth)}}`);
const within = (open: string, close: string) => {
  const depth = Math.floor(tinyBytes / (open.length + close.length));
  return `${open.repeat(depth)}${close.repeat(depth)}`;
};
const members = (bytes: number) =>
  Array.from({ length: bytes / 12 }, (_, index) => `,"m${index}":0`).join("");

async function prepare(bytes: Buffer, operation: Operation = chatCompletions): Promise<void> {
  const request = await parseInferenceRequest(bytes, operation);
  await countPrompt(request);
  await toUpstreamBody(request, "target");
}

test.each([
  ["words", () => saying(many("some word "))],
  ["one endless word", () => saying(many("a"))],
  ["100 KB of one word", () => saying("a".repeat(100_000))],
  ["characters of two bytes", () => saying(many("é", bodyBytes / 2))],
  ["characters of four bytes", () => saying(many("👋", bodyBytes / 2))],
  ["escaped quotes", () => saying(many('\\"'))],
  ["escaped backslashes", () => saying(many("\\\\"))],
  ["escaped control characters", () => saying(many("\\u0000"))],
  ["a signature of megabytes", () => holding(`{"signature":"${many("QUJD")}"}`)],
  ["many signatures", () => holding(`${many(`{"signature":"${"A".repeat(100_000)}"},`)}{}`)],
  ["many small strings", () => holding(`${many('{"text":"a b"},', tinyBytes)}{}`)],
  ["empty strings", () => holding(`${many('"",', tinyBytes)}""`)],
  ["strings of one escape", () => holding(`${many('"\\"",', tinyBytes)}""`)],
  ["numbers", () => holding(`${many("0,", tinyBytes)}0`)],
  ["numbers in a small body", () => holding(`${many("0,", smallBytes)}0`)],
  ["empty objects", () => holding(`${many("{},", tinyBytes)}{}`)],
  ["empty objects in a small body", () => holding(`${many("{},", smallBytes)}{}`)],
  [
    "short messages in a small body",
    () => chat(`${many('{"role":"u"},', smallBytes)}{"role":"u"}`),
  ],
  ["deep nesting", () => nested(tinyBytes / 2)],
  ["deep nesting in a small body", () => nested(smallBytes / 2)],
  ["spaces between messages", () => chat(`${many(" ")}{"role":"user"}`)],
  ["contents within contents", () => holding(within('{"content":[', "]}"))],
  ["one endless number", () => `{"model":"a/b","x":${many("1")},"messages":[{"role":"user"}]}`],
])("%s do not hold the event loop", async (_name, json) => {
  const bytes = Buffer.from(json());
  expect(await leastHoldMs(() => prepare(bytes), holdMsMax)).toBeLessThan(holdMsMax);
});

test.each([
  ["a million fields", () => `{"model":"a/b"${members(tinyBytes)}}`],
  [
    "an endless name",
    () => `{"model":"a/b","messages":[],"${many("n")}":1,"${many("n", 2_000)}":1}`,
  ],
  ["spaces between fields", () => `{"model":"a/b",${many(" ")}"messages":[]}`],
  ["spaces around it", () => many(" ")],
  ["messages without a role in a small body", () => chat(`${many('{"role":"u"},', smallBytes)}{}`)],
  ["what is no UTF-8", () => saying(many("a"))],
])("%s are refused without holding the event loop", async (name, json) => {
  const bytes = Buffer.from(json());
  if (name.includes("UTF-8")) bytes[bytes.length - 5] = 0xff;
  await expect(prepare(bytes)).rejects.toMatchObject({ status: 400 });
  expect(await leastHoldMs(() => prepare(bytes).catch(() => {}), holdMsMax)).toBeLessThan(
    holdMsMax,
  );
});

test.each([
  ["texts", "/completions", () => `{"model":"a/b","prompt":[${many('"",', tinyBytes)}""]}`],
  ["tokens", "/completions", () => `{"model":"a/b","prompt":[${many("1,", tinyBytes)}1]}`],
  [
    "lists of tokens",
    "/completions",
    () => `{"model":"a/b","prompt":[${many("[1],", tinyBytes)}[1]]}`,
  ],
  ["texts", "/embeddings", () => `{"model":"a/b","input":[${many('"a",', tinyBytes)}"a"]}`],
])("millions of %s for %s do not hold the event loop", async (_name, path, json) => {
  const bytes = Buffer.from(json());
  const operation = operations.find((each) => each.path === path);
  expect(await leastHoldMs(() => prepare(bytes, operation), holdMsMax)).toBeLessThan(holdMsMax);
});

test("a body that comes in pieces is put together without holding the event loop", async () => {
  const pieces = Array.from({ length: bodyBytes / 65_536 }, () => Buffer.alloc(65_536, "a"));
  const read = async () => {
    const request = new IncomingMessage(new Socket());
    const body = readRequestBody(request, bodyBytes);
    for (const piece of pieces) request.emit("data", piece);
    request.emit("end");
    expect((await body).length).toBe(pieces.length * 65_536);
  };
  expect(await leastHoldMs(read, holdMsMax)).toBeLessThan(holdMsMax);
});

test("the measure sees work that never lets go of the event loop", async () => {
  const endsAtMs = performance.now() + 60;
  const busy = async () => {
    while (performance.now() < endsAtMs) new EventEmitter();
  };
  expect(await longestHoldMs(busy)).toBeGreaterThan(5);
});
