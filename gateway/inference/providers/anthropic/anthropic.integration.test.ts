import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answerMessage, eventText, messageEvents } from "../../../testing/anthropic-events";
import type { InferenceFixture } from "../../../testing/inference-fixture";
import { openProviderFixture } from "../../../testing/provider-fixture";
import { answerBytes, type UpstreamDouble } from "../../../testing/upstream-double";

const claude = "acme/claude";
const messages = [{ role: "user" as const, content: "Hello there" }];
let fixture: InferenceFixture;
let provider: UpstreamDouble;
let client: OpenAI;
let close: () => Promise<void>;

beforeAll(async () => {
  const target = { provider: "ANTHROPIC" as const, target_model: "claude-upstream" };
  ({ fixture, provider, client, close } = await openProviderFixture(
    claude,
    target,
    "sk-ant-canary",
  ));
});
afterAll(() => close());
beforeEach(() => {
  provider.calls.length = 0;
});

const sent = () => JSON.parse(provider.calls.at(-1)?.body ?? "null");
const events = (parts: readonly string[]) => answerBytes(parts.map((part) => Buffer.from(part)));
const lastRow = () => fixture.gateway.ledger.rows.at(-1);

describe("ANTHROPIC", () => {
  test("a chat goes out as a message and comes back as a chat, usage with its cache included", async () => {
    provider.answer(
      answerMessage({
        content: [
          { type: "text", text: "Hi " },
          { type: "text", text: "you." },
        ],
        usage: {
          input_tokens: 12,
          cache_read_input_tokens: 100,
          cache_creation_input_tokens: 30,
          output_tokens: 6,
        },
      }),
    );
    const answer = await client.chat.completions.create({
      model: claude,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "And kind." }] },
        ...messages,
        { role: "user", content: "Again" },
      ],
      temperature: 0.5,
      stop: "END",
      user: "u-1",
    });
    expect(provider.calls[0]).toMatchObject({
      path: "/v1/messages",
      headers: { "x-api-key": "sk-ant-canary", "anthropic-version": "2023-06-01" },
    });
    expect(provider.calls[0]?.headers.authorization).toBeUndefined();
    expect(sent()).toEqual({
      model: "claude-upstream",
      max_tokens: 4_096,
      system: [
        { type: "text", text: "Be brief." },
        { type: "text", text: "And kind." },
      ],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Hello there" },
            { type: "text", text: "Again" },
          ],
        },
      ],
      temperature: 0.5,
      stop_sequences: ["END"],
      metadata: { user_id: "u-1" },
    });
    expect(answer).toMatchObject({
      object: "chat.completion",
      model: claude,
      choices: [
        { index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hi you." } },
      ],
      usage: {
        prompt_tokens: 142,
        completion_tokens: 6,
        total_tokens: 148,
        prompt_tokens_details: { cached_tokens: 100 },
      },
    });
    expect(lastRow()).toMatchObject({
      inputTokens: 142,
      outputTokens: 6,
      cachedInputTokens: 100,
      estimated: false,
    });
  });

  test("tools go there and back: definitions, choice, calls and results", async () => {
    provider.answer(
      answerMessage({
        stop_reason: "tool_use",
        content: [
          { type: "tool_use", id: "toolu_2", name: "weather", input: { city: "Bern" } },
          { type: "tool_use", id: "toolu_3", name: "weather", input: {} },
        ],
      }),
    );
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const answer = await client.chat.completions.create({
      model: claude,
      max_tokens: 50,
      parallel_tool_calls: false,
      tool_choice: { type: "function", function: { name: "weather" } },
      tools: [
        { type: "function", function: { name: "weather", description: "Tells it", parameters } },
      ],
      messages: [
        ...messages,
        {
          role: "assistant",
          content: null,
          tool_calls: [
            {
              id: "toolu_1",
              type: "function",
              function: { name: "weather", arguments: '{"city":"Ulm"}' },
            },
          ],
        },
        { role: "tool", tool_call_id: "toolu_1", content: "rain" },
      ],
    });
    expect(sent()).toMatchObject({
      max_tokens: 50,
      tools: [{ name: "weather", description: "Tells it", input_schema: parameters }],
      tool_choice: { type: "tool", name: "weather", disable_parallel_tool_use: true },
      messages: [
        { role: "user" },
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Ulm" } }],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "toolu_1",
              content: [{ type: "text", text: "rain" }],
            },
          ],
        },
      ],
    });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          { id: "toolu_2", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          { id: "toolu_3", function: { name: "weather", arguments: "{}" } },
        ],
      },
    });
  });

  test("images go as base64 or as an address", async () => {
    provider.answer(answerMessage({ content: [{ type: "text", text: "a cat" }] }));
    const image = (url: string) => ({ type: "image_url" as const, image_url: { url } });
    await client.chat.completions.create({
      model: claude,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is it?" },
            image("data:image/png;base64,iVBORw0KGgo="),
            image("https://example.com/cat.jpg"),
          ],
        },
      ],
    });
    expect(sent().messages[0].content.slice(1)).toEqual([
      {
        type: "image",
        source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" },
      },
      { type: "image", source: { type: "url", url: "https://example.com/cat.jpg" } },
    ]);
  });

  test("why it stopped is said in OpenAI's words", async () => {
    const reasons = {
      end_turn: "stop",
      stop_sequence: "stop",
      max_tokens: "length",
      tool_use: "tool_calls",
      refusal: "content_filter",
    };
    for (const [stop_reason, expected] of Object.entries(reasons)) {
      provider.answer(answerMessage({ stop_reason, content: [{ type: "text", text: "x" }] }));
      const { choices } = await client.chat.completions.create({ model: claude, messages });
      expect(choices[0]?.finish_reason).toBe(expected);
    }
  });

  test("what it has no word for is refused by name, reaches nobody and counts nothing", async () => {
    const limited = await fixture.addGroup({
      models: [{ slug: claude, usage_limits: [{ type: "REQUEST", unit: "DAY", threshold: 1 }] }],
    });
    const tool = { type: "function", function: { name: "f" } };
    const refusals: [object, string][] = [
      [{ n: 2 }, "n"],
      [{ temperature: 1.5 }, "temperature"],
      [{ response_format: { type: "json_object" } }, "response_format.type"],
      [{ logprobs: true }, "logprobs"],
      [{ thinking: { type: "enabled", budget_tokens: 1_024 }, tools: [tool] }, "thinking"],
      [{ messages: [{ role: "function", name: "f", content: "x" }] }, "messages.0.role"],
    ];
    for (const [change, param] of refusals) {
      const body = { model: claude, messages, ...change };
      const response = await fixture.post(limited.key, body);
      expect(response.status).toBe(400);
      expect((await response.json()).error).toMatchObject({ type: "invalid_request_error", param });
      expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("1");
    }
    expect(provider.calls).toEqual([]);
    provider.answer(answerMessage({ content: [{ type: "text", text: "x" }] }));
    await limited.client.chat.completions.create({ model: claude, messages });
  });

  test("a stream: role, text, reasoning, tool calls in pieces, finish reason, usage when asked", async () => {
    const text = messageEvents(
      [
        { thinking: ["Hm", "m"] },
        { text: ["Hel", "lo"] },
        { tool: { id: "toolu_1", name: "weather", json: ["", '{"city":', '"Bern"}'] } },
        { tool: { id: "toolu_2", name: "time", json: ["{}"] } },
      ],
      { stopReason: "tool_use" },
    ).join("");
    // Cut anywhere, in the middle of lines too.
    const parts = text.match(/.{1,97}/gs) ?? [];
    provider.answer(events(parts));
    const stream = client.chat.completions.stream({
      model: claude,
      messages,
      stream_options: { include_usage: true },
    });
    const models = new Set<string>();
    stream.on("chunk", (chunk) => models.add(chunk.model));
    const answer = await stream.finalChatCompletion();
    expect([...models]).toEqual([claude]);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: "Hello",
        tool_calls: [
          { id: "toolu_1", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          { id: "toolu_2", function: { name: "time", arguments: "{}" } },
        ],
      },
    });
    expect(answer.usage).toMatchObject({ prompt_tokens: 25, completion_tokens: 15 });
    expect(lastRow()).toMatchObject({ inputTokens: 25, outputTokens: 15, outcome: "completed" });
  });

  test("case 45, with the stock SDK: an agent calls a tool that takes no arguments, streamed", async () => {
    const call = messageEvents([{ tool: { id: "toolu_1", name: "now", json: [] } }], {
      stopReason: "tool_use",
    });
    const answer = messageEvents([{ text: ["Noon"] }]);
    provider.answer((...sent) => events(provider.calls.length === 1 ? call : answer)(...sent));
    const runner = client.chat.completions.runTools({
      model: claude,
      messages,
      stream: true,
      tools: [
        {
          type: "function",
          function: {
            name: "now",
            description: "Tells the time",
            parameters: { type: "object", properties: {} },
            parse: JSON.parse,
            function: (given: object) => `12:00 ${JSON.stringify(given)}`,
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe("Noon");
    expect(sent().messages.at(-1).content[0]).toMatchObject({
      tool_use_id: "toolu_1",
      content: [{ type: "text", text: "12:00 {}" }],
    });
  });

  test("a stream's tokens of the prompt cache are prompt tokens, those read from it cached", async () => {
    const usage = {
      input_tokens: 12,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 100,
      output_tokens: 6,
    };
    provider.answer(events(messageEvents([{ text: ["Hi"] }], { usage })));
    const stream = await client.chat.completions.create({ model: claude, messages, stream: true });
    for await (const chunk of stream) expect(chunk.usage ?? null).toBeNull();
    expect(lastRow()).toMatchObject({
      inputTokens: 142,
      outputTokens: 6,
      cachedInputTokens: 100,
      estimated: false,
    });
  });

  test("an error in the middle of a stream is raised by the SDK, and is not billed", async () => {
    const begun = messageEvents([{ text: ["Hel"] }]).slice(0, 4);
    const error = { type: "overloaded_error", message: "Overloaded" };
    provider.answer(events([...begun, eventText({ type: "error", error })]));
    const read = async () => {
      for await (const _ of await client.chat.completions.create({
        model: claude,
        messages,
        stream: true,
      }));
    };
    await expect(read()).rejects.toThrow(OpenAI.APIError);
    await expect(read()).rejects.toMatchObject({ code: "upstream_overloaded" });
    expect(lastRow()).toMatchObject({
      outcome: "upstream_error",
      billable: false,
      failure: { code: "upstream_overloaded" },
    });
  });

  test("refusals keep what the caller can mend, and hide the target's name", async () => {
    const refuse = (status: number, message: string) =>
      provider.answer((response) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ type: "error", error: { type: "x", message } }));
      });
    refuse(400, "claude-upstream: prompt is too long");
    await expect(client.chat.completions.create({ model: claude, messages })).rejects.toMatchObject(
      {
        status: 400,
        message: `400 ${claude}: prompt is too long`,
      },
    );
    for (const [status, expected] of [
      [529, 503],
      [429, 503],
      [500, 502],
      [401, 502],
    ] as const) {
      refuse(status, "claude-upstream");
      await expect(
        client.chat.completions.create({ model: claude, messages }),
      ).rejects.toMatchObject({ status: expected });
    }
  });

  test("a caller who leaves cancels the message", async () => {
    const before = provider.cancelled;
    provider.answer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(
        messageEvents([{ text: ["Hel"] }])
          .slice(0, 4)
          .join(""),
      );
    });
    const abort = new AbortController();
    const stream = await client.chat.completions.create(
      { model: claude, messages, stream: true },
      { signal: abort.signal },
    );
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    abort.abort();
    await expect.poll(() => provider.cancelled).toBe(before + 1);
    await expect.poll(() => lastRow()).toMatchObject({ outcome: "aborted", billable: true });
  });

  test("embeddings are refused: it has none", async () => {
    await expect(client.embeddings.create({ model: claude, input: "x" })).rejects.toMatchObject({
      status: 400,
    });
  });
});
