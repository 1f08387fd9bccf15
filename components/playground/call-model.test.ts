import { afterEach, expect, test, vi } from "vitest";
import type { Answer } from "./answer";
import { callModel } from "./call-model";
import { relayHeaders } from "./relayed-headers";

const input = { apiKey: "k", request: { model: "m", messages: [] } };
const eventStream = { "content-type": "text/event-stream; charset=utf-8", "x-request-id": "req_1" };

afterEach(() => vi.unstubAllGlobals());

/** What the dashboard hands on, cut into these pieces. */
function relayed(status: number, headers: Record<string, string>, pieces: readonly Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(body, { headers: relayHeaders(status, new Headers(headers)) });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const event = (data: object | string) =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const says = (content: string) => event({ choices: [{ delta: { content } }] });
const ends = event({ choices: [{ delta: {}, finish_reason: "stop" }] });
const usage = event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } });

async function call(answer: Response | Error, signal = new AbortController().signal) {
  const shown: Answer[] = [];
  vi.stubGlobal("fetch", async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  await callModel(input, signal, (each) => shown.push(each));
  const last = shown.at(-1);
  if (!last) throw new Error("nothing was shown");
  return { shown, last };
}

test("an answer grows piece by piece, wherever the network cuts it", async () => {
  const all = bytes(
    `: ping\r\n\r\n${says("Grüße, ")}${says("世界 👋")}${ends}${usage}data: [DONE]\n\n`,
  );
  for (const size of [1, 7, all.length]) {
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
      all.slice(at * size, (at + 1) * size),
    );
    const { shown, last } = await call(relayed(200, eventStream, pieces));
    expect(last).toMatchObject({
      state: "done",
      text: "Grüße, 世界 👋",
      tokens: { prompt: 3, completion: 2, cached: 0 },
      finishReason: "stop",
      failure: null,
    });
    expect(last.head?.headers["x-request-id"]).toBe("req_1");
    expect(last.totalMs).toBeGreaterThanOrEqual(last.firstTokenMs ?? Number.NaN);
    if (size < all.length) expect(shown.map(({ text }) => text)).toContain("Grüße, ");
  }
});

test("an answer that did not stream is shown all the same", async () => {
  const body = JSON.stringify({
    choices: [{ message: { content: "Hello" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  });
  const json = { "content-type": "application/json" };
  const { last } = await call(relayed(200, json, [bytes(body)]));
  expect(last).toMatchObject({ state: "done", text: "Hello", tokens: { prompt: 10 } });
});

test("an error in the middle and an end too early keep what had come", async () => {
  const error = event({ error: { message: "The upstream failed", code: "upstream_error" } });
  const failed = await call(relayed(200, eventStream, [bytes(says("Half") + error)]));
  expect(failed.last).toMatchObject({
    state: "failed",
    text: "Half",
    failure: { from: "answer", message: "The upstream failed" },
  });
  const early = await call(relayed(200, eventStream, [bytes(says("Half"))]));
  expect(early.last).toMatchObject({ state: "failed", text: "Half", failure: { from: "answer" } });
});

test("the API's refusals and the dashboard's own are told apart", async () => {
  const body = JSON.stringify({ error: { message: "Slow down", code: "rate_limit_exceeded" } });
  const refused = await call(relayed(429, { "retry-after": "7" }, [bytes(body)]));
  expect(refused.last.failure).toEqual({
    from: "api",
    status: 429,
    code: "rate_limit_exceeded",
    message: "Slow down",
    waitSeconds: 7,
    neverFits: false,
  });
  const error = { code: "UNAUTHENTICATED", message: "Your session has ended." };
  const own = await call(Response.json({ ok: false, error }, { status: 401 }));
  expect(own.last.failure).toEqual({ from: "dashboard", ...error });
  const away = await call(new TypeError("Failed to fetch"));
  expect(away.last.failure).toMatchObject({ from: "dashboard", code: "UNREACHABLE" });
});

test("stopping is no failure", async () => {
  const controller = new AbortController();
  controller.abort();
  const { last } = await call(new DOMException("aborted", "AbortError"), controller.signal);
  expect(last).toMatchObject({ state: "stopped", failure: null });
});
