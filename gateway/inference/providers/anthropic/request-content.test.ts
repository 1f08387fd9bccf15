import fc from "fast-check";
import { expect, test } from "vitest";
import { refusedTranslation, sentMessages, translated } from "../../../testing/messages-request";

const user = { role: "user", content: "Hello" };
const call = (id: string, json = '{"a":1}') => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id, type: "function", function: { name: "f", arguments: json } }],
});
const result = (id: string, content: unknown = "done") => ({
  role: "tool",
  tool_call_id: id,
  content,
});

const text = (text: string) => ({ type: "text", text });
const reminder = (words: string) => text(`<system-reminder>\n${words}\n</system-reminder>`);
const system = (content: string, role = "system") => ({ role, content });
const says = (role: string, ...content: object[]) => ({ role, content });
const answer = { role: "assistant", content: "Hi" };
test.each<[string, object[], object[], string?]>([
  [
    "behind a user's and last",
    [user, system("B")],
    [says("user", text("Hello")), says("system", text("B"))],
    "claude-opus-4-8",
  ],
  [
    "before an assistant's",
    [user, system("B", "developer"), answer, user],
    [
      says("user", text("Hello")),
      says("system", text("B")),
      says("assistant", text("Hi")),
      says("user", text("Hello")),
    ],
    "claude-opus-5-5",
  ],
  [
    "several",
    [user, system("B"), system("C")],
    [says("user", text("Hello")), says("system", text("B"), text("C"))],
    "claude-haiku-5-5",
  ],
  [
    "where it may not stand: before a user's",
    [user, answer, system("B"), user],
    [
      says("user", text("Hello")),
      says("assistant", text("Hi")),
      says("user", reminder("B"), text("Hello")),
    ],
    "claude-opus-5",
  ],
  [
    "between two of a user",
    [user, system("B"), user],
    [says("user", text("Hello"), reminder("B"), text("Hello"))],
    "claude-opus-5",
  ],
  [
    "for a model that takes none",
    [user, system("B")],
    [says("user", text("Hello"), reminder("B"))],
    "claude-sonnet-5",
  ],
  [
    "for one that is not known",
    [user, system("B"), answer],
    [says("user", text("Hello"), reminder("B")), says("assistant", text("Hi"))],
  ],
  [
    "before a tool's result, which comes first",
    [user, call("a"), system("B"), result("a")],
    [
      says("user", text("Hello")),
      says("assistant", { type: "tool_use", id: "a", name: "f", input: { a: 1 } }),
      says(
        "user",
        { type: "tool_result", tool_use_id: "a", content: [text("done")] },
        reminder("B"),
      ),
    ],
    "claude-opus-5",
  ],
])("case 47: instructions keep their place, %s", async (_name, messages, expected, model) => {
  const body = await translated(
    { messages: [system("A"), system("A2", "developer"), ...messages] },
    model,
  );
  expect(body.system).toEqual([text("A"), text("A2")]);
  expect(body.messages).toEqual(expected);
});

const exact = [
  "9007199254740993",
  "-0",
  "1.0",
  "1e2",
  "1E-7",
  "0.10",
  "123456789012345678901234567890",
  "3",
];
test.each([
  ["a body that is parsed at once", ""],
  ["a large one", "x".repeat(140_000)],
])("case 48: numbers go on as they were written, in %s", async (_name, filler) => {
  const numbers = `{"n":[${exact.join(",")}],"in a text":"1.0 \\" 1e2"}`;
  const json = await sentMessages(
    `{"model":"acme/c","messages":[${JSON.stringify({ role: "user", content: `Hello${filler}` })},${JSON.stringify(call("a", numbers))}],
    "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","x":${numbers}}}}],
    "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","x":${numbers}}}},
    "output_config":{"effort":"low","x":${numbers}}}`,
  );
  expect(json.split(numbers)).toHaveLength(5);
  expect(() => JSON.parse(json)).not.toThrow();
});

test("case 48: the ids of a call and of its result are the same, and no two calls share one", async () => {
  const id = fc.oneof(
    fc.constantFrom(
      "functions.f:0",
      "",
      "call 1",
      "hgid0u_",
      "hgid0u_Zg",
      "hgid1u_YQ",
      "f",
      "a",
      "ä",
      "\ud800",
      "\ud801",
      "a\u0000",
    ),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 8 }), async (ids) => {
      const messages = [user, ...ids.flatMap((one) => [call(one), result(one)])];
      const { messages: turns } = await translated({ messages });
      const blocks = turns.flatMap(
        ({ content }: { content: { [name: string]: string }[] }) => content,
      );
      const calls = blocks.flatMap((block: { id?: string }) => block.id ?? []);
      expect(blocks.flatMap((block: { tool_use_id?: string }) => block.tool_use_id ?? [])).toEqual(
        calls,
      );
      expect(new Set(calls).size).toBe(ids.length);
      for (const accepted of calls) expect(accepted).toMatch(/^[a-zA-Z0-9_-]+$/);
    }),
  );
  const { messages } = await translated({
    messages: [user, call("toolu_01-A"), result("toolu_01-A")],
  });
  expect(messages[1].content[0].id).toBe("toolu_01-A");
});

test("case 48: calls of one turn that share an id get their results in order", async () => {
  const two = { ...call(""), tool_calls: [...call("").tool_calls, ...call("").tool_calls] };
  const { messages } = await translated({
    messages: [user, two, result("", "1"), result("", "2")],
  });
  const ids = messages[1].content.map(({ id }: { id: string }) => id);
  expect(
    messages[2].content.map(({ tool_use_id }: { tool_use_id: string }) => tool_use_id),
  ).toEqual(ids);
});

test.each<[unknown, unknown]>([
  ["", undefined],
  [["", "END", ""], ["END"]],
  [[], undefined],
  [null, undefined],
])("case 48: stop %j goes on as %j", async (stop, expected) => {
  expect((await translated({ stop })).stop_sequences).toEqual(expected);
});

test.each<[object]>([
  [{ logit_bias: {}, top_logprobs: 0, logprobs: false, n: 1, stop: null, tools: [] }],
  [
    {
      tools: [],
      tool_choice: "auto",
      parallel_tool_calls: true,
      functions: [],
      function_call: "none",
    },
  ],
  [{ frequency_penalty: 0, presence_penalty: 0.0, audio: null, prediction: null, user: "" }],
  [{ web_search_options: null, response_format: null, reasoning_effort: null, thinking: null }],
  [
    {
      response_format: {},
      thinking: {},
      output_config: {},
      cache_control: {},
      reasoning_effort: "",
    },
  ],
  [{ repetition_penalty: 1, best_of: 1, length_penalty: 1, min_p: 0, reasoning: {} }],
  [{ seed: 1, store: true, prompt_cache_key: "k", safety_identifier: "s", verbosity: "low" }],
  [{ modalities: ["text"], metadata: { a: "b" }, service_tier: "flex", something_new: [] }],
  [
    {
      messages: [
        { ...user, name: "x", audio: null },
        { role: "assistant", content: "", tool_calls: [] },
      ],
    },
  ],
  [{ messages: [{ role: "user", content: [text("Hello"), text(""), text(" \n")] }] }],
])("case 50: what asks for nothing is taken: %j", async (body) => {
  expect(await translated(body)).toEqual({
    model: "claude-upstream",
    max_tokens: 4_096,
    messages: [says("user", text("Hello"))],
  });
});

test.each([
  ["any", { type: "any" }],
  [{ type: "auto" }, { type: "auto" }],
  [{ type: "none" }, { type: "none" }],
  [{ type: "any" }, { type: "any" }],
  [
    { type: "function", name: "f" },
    { type: "tool", name: "f" },
  ],
  [
    { type: "tool", name: "f" },
    { type: "tool", name: "f" },
  ],
])("case 50: the choice of a tool, written as %j, is understood", async (tool_choice, expected) => {
  const tools = [{ type: "function", function: { name: "f" } }];
  expect((await translated({ tools, tool_choice })).tool_choice).toEqual(expected);
});

test("case 46: of allowed tools the others are not offered", async () => {
  const [f, g] = ["f", "g"].map((name) => ({ type: "function", function: { name } }));
  const tool_choice = { type: "allowed_tools", allowed_tools: { mode: "required", tools: [g] } };
  expect(await translated({ tools: [f, g], tool_choice })).toMatchObject({
    tools: [{ name: "g" }],
    tool_choice: { type: "any" },
  });
});

test.each([null, undefined, "", "null"])(
  "case 50: a call whose arguments are %j has none",
  async (written) => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: written } };
    const { messages } = await translated({
      messages: [user, { role: "assistant", tool_calls: [call] }],
    });
    expect(messages[1].content).toEqual([{ type: "tool_use", id: "a", name: "f", input: {} }]);
  },
);

test("case 50: a picture's type is named as the API names it", async () => {
  const image = { type: "image_url", image_url: { url: " data:image/jpg;base64,AAAA" } };
  const { messages } = await translated({ messages: [{ role: "user", content: [image] }] });
  expect(messages[0].content[0].source.media_type).toBe("image/jpeg");
});

const pdf = "data:application/pdf;base64,JVBERi0xLjQ=";
const document = { type: "base64", media_type: "application/pdf", data: "JVBERi0xLjQ=" };
test("case 50: a file goes on as a document, and a tool may show an image", async () => {
  const file = { type: "file", file: { file_data: pdf, filename: "a.pdf" } };
  const bare = { type: "file", file: { file_data: "JVBERi0xLjQ=" } };
  const image = {
    type: "image_url",
    image_url: { url: "data:image/png;base64,AAAA", detail: "low" },
  };
  const { messages } = await translated({
    messages: [says("user", file, bare), call("a"), result("a", [image])],
  });
  expect(messages[0].content).toEqual([
    { type: "document", source: document, title: "a.pdf" },
    { type: "document", source: document },
  ]);
  expect(messages[2].content[0].content).toEqual([
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
  ]);
});

test.each<[string, object, string, RegExp]>([
  [
    "a file that is elsewhere",
    says("user", { type: "file", file: { file_id: "file-1" } }),
    "messages.0.content.0.file.file_data",
    /base64 data URL of a PDF/,
  ],
  [
    "a file of another kind",
    says("user", { type: "file", file: { file_data: "data:text/csv;base64,AA==" } }),
    "messages.0.content.0.file.file_data",
    /application\/pdf/,
  ],
  [
    "sound",
    says("user", text("x"), { type: "input_audio", input_audio: {} }),
    "messages.0.content.1.type",
    /text, image_url, file .*not input_audio/,
  ],
  [
    "an image of an assistant",
    says("assistant", { type: "image_url" }),
    "messages.0.content.0.type",
    /text, refusal/,
  ],
  ["a part without a type", says("user", {}), "messages.0.content.0.type", /takes parts of type/],
  ["a number", { role: "user", content: 5 }, "messages.0.content", /a string or a list of parts/],
  ["no content", { role: "user" }, "messages.0.content", /a string or a list of parts/],
  [
    "a text that is none",
    says("user", { type: "text", text: 5 }),
    "messages.0.content.0.text",
    /must be a string/,
  ],
  [
    "an address that is none",
    says("user", { type: "image_url", image_url: { url: "ftp://x" } }),
    "messages.0.content.0.image_url.url",
    /https or a base64/,
  ],
  ["an unknown role", { role: "function", content: "x" }, "messages.0.role", /role must be/],
  [
    "a result of nothing",
    { role: "tool", content: "x" },
    "messages.0.tool_call_id",
    /must be a string/,
  ],
])(
  "case 50: %s is answered with the sentence that is written for it",
  async (_name, message, param, words) => {
    const refusal = await refusedTranslation({ messages: [message] });
    expect(refusal).toMatchObject({ param, message: expect.stringMatching(words) });
  },
);
