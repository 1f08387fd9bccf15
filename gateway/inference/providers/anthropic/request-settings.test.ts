import { expect, test } from "vitest";
import { refusedTranslation, translated } from "../../../testing/messages-request";

const user = { role: "user", content: "Hello" };
const call = (id: string, json = '{"a":1}') => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id, type: "function", function: { name: "f", arguments: json } }],
});
const tool = (rest: object = {}) => ({ type: "function", function: { name: "f", ...rest } });

const schema = {
  type: "object",
  properties: { a: { type: "string" } },
  required: ["a"],
  additionalProperties: false,
};
const json_schema = { name: "answer", strict: true, schema };
const format = { type: "json_schema", schema };

test.each<[string, object, object]>([
  [
    "a JSON schema",
    { response_format: { type: "json_schema", json_schema } },
    { output_config: { format } },
  ],
  [
    "with its description",
    {
      response_format: {
        type: "json_schema",
        json_schema: { ...json_schema, description: "Said" },
      },
    },
    {
      output_config: {
        format: { type: "json_schema", schema: { ...schema, description: "Said" } },
      },
    },
  ],
  [
    "a strict tool",
    { tools: [tool({ strict: true, parameters: schema })] },
    { tools: [{ name: "f", strict: true, input_schema: schema }] },
  ],
  [
    "one that is not",
    { tools: [tool({ strict: false, parameters: schema })] },
    { tools: [{ name: "f", input_schema: schema }] },
  ],
  [
    "a caller's own output_config",
    { output_config: { format, effort: "max", more: { to: "come" } } },
    { output_config: { format, effort: "max", more: { to: "come" } } },
  ],
  [
    "both together where they differ in what they say",
    { output_config: { format }, reasoning_effort: "high" },
    { output_config: { format, effort: "high" } },
  ],
  ["plain text", { response_format: { type: "text" } }, {}],
])("case 46: %s is asked for in the provider's words", async (_name, body, expected) => {
  const { model: _model, max_tokens: _max, messages: _messages, ...rest } = await translated(body);
  expect(rest).toEqual(expected);
});

test.each<[string, object, string]>([
  [
    "a JSON mode without schema",
    { response_format: { type: "json_object" } },
    "response_format.type",
  ],
  [
    "no schema",
    { response_format: { type: "json_schema", json_schema: { name: "x" } } },
    "response_format.json_schema.schema",
  ],
  [
    "two formats",
    { response_format: { type: "json_schema", json_schema }, output_config: { format } },
    "response_format",
  ],
  [
    "two efforts",
    { reasoning_effort: "low", output_config: { effort: "max" } },
    "reasoning_effort",
  ],
  ["a word for no effort", { reasoning_effort: "a lot" }, "reasoning_effort"],
  [
    "a tool of another kind",
    { tools: [{ type: "custom", custom: { name: "f" } }] },
    "tools.0.type",
  ],
  [
    "a choice of several tools",
    { tools: [tool()], tool_choice: { type: "allowed_tools", allowed_tools: {} } },
    "tool_choice",
  ],
  ["a choice without tools", { tool_choice: "required" }, "tool_choice"],
  ["a sampler that it has not", { min_p: 0.1 }, "min_p"],
  ["a grammar of another server", { guided_json: { type: "object" } }, "guided_json"],
  ["a search, asked for by an empty object", { web_search_options: {} }, "web_search_options"],
  ["sound", { modalities: ["text", "audio"], audio: { voice: "x" } }, "modalities.1"],
  ["biased words", { logit_bias: { "50256": -100 } }, "logit_bias"],
  ["penalties", { frequency_penalty: 0.5 }, "frequency_penalty"],
  ["more answers", { n: 2 }, "n"],
  ["a stop of white space", { stop: ["END", "\n"] }, "stop"],
  [
    "less than its thoughts may take",
    { max_tokens: 2_000, thinking: { type: "enabled", budget_tokens: 2_000 } },
    "max_tokens",
  ],
  [
    "the same by its newer name",
    { max_completion_tokens: 9, thinking: { type: "enabled", budget_tokens: 2_000 } },
    "max_completion_tokens",
  ],
  ["nothing to answer", { messages: [{ role: "system", content: "Be brief." }] }, "messages"],
  [
    "an older call",
    {
      messages: [
        user,
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      ],
    },
    "messages.1.function_call",
  ],
  [
    "arguments that are no object",
    { messages: [user, call("a", "[1]")] },
    "messages.1.tool_calls.0.function.arguments",
  ],
  [
    "arguments cut off",
    { messages: [user, call("a", '{"a":')] },
    "messages.1.tool_calls.0.function.arguments",
  ],
])("case 46, nothing is dropped in silence: %s is refused by name", async (_name, body, param) => {
  expect(await refusedTranslation(body)).toMatchObject({ param });
});

const sampling = { temperature: 0.2, top_p: 0.9, top_k: 5 };
test.each([
  ["claude-opus-4-7", false],
  ["claude-opus-4-8-20260528", false],
  ["claude-opus-5", false],
  ["claude-opus-5-5", false],
  ["claude-sonnet-5", false],
  ["claude-haiku-5-5", false],
  ["claude-fable-5-1", false],
  ["claude-mythos-preview", false],
  ["anthropic/claude-opus-4.8", false],
  ["claude-family-6", false],
  ["claude-opus-4-6", true],
  ["claude-sonnet-4-5-20250929", true],
  ["claude-haiku-4-5@20251001", true],
])("case 47: %s gets a temperature, top_p and top_k: %s", async (model, takes) => {
  const body = await translated(sampling, model);
  for (const name of ["temperature", "top_p", "top_k"] as const) {
    expect(body[name]).toBe(takes && name !== "top_p" ? sampling[name] : undefined);
  }
  const alone = await translated({ top_p: 0.9 }, model);
  expect(alone["top_p"]).toBe(takes ? 0.9 : undefined);
});

test.each([
  ["claude-opus-4-1", undefined],
  ["claude-sonnet-4-5", undefined],
  ["claude-opus-4-20250514", 0.9],
  ["claude-3-7-sonnet-latest", 0.9],
  ["claude-upstream", 0.9],
])("case 47: %s gets top_p beside a temperature: %s", async (model, topP) => {
  expect((await translated({ temperature: 0.2, top_p: 0.9 }, model))["top_p"]).toBe(topP);
});

test.each<[string, object, object, string?]>([
  ["a temperature with a top_p of 1", { temperature: 0, top_p: 1 }, { temperature: 0 }],
  ["a temperature above 1 that is left out anyway", { temperature: 1.5 }, {}, "claude-opus-5"],
  [
    "a temperature while it thinks",
    { temperature: 0.2, thinking: { type: "adaptive" } },
    { thinking: { type: "adaptive" } },
  ],
  [
    "thoughts in a tool's company",
    { thinking: { type: "adaptive" }, tools: [tool()] },
    {
      thinking: { type: "adaptive" },
      tools: [{ name: "f", input_schema: { type: "object", properties: {} } }],
    },
  ],
  ["minimal effort", { reasoning_effort: "minimal" }, { output_config: { effort: "low" } }],
  [
    "high effort",
    { reasoning_effort: "high" },
    { output_config: { effort: "high" } },
    "claude-opus-4-8",
  ],
  [
    "more effort than it knows",
    { reasoning_effort: "xhigh" },
    { output_config: { effort: "high" } },
    "claude-sonnet-4-6",
  ],
  [
    "the most effort",
    { reasoning_effort: "max" },
    { output_config: { effort: "high" } },
    "claude-opus-4-5",
  ],
  ["effort where there is no such thing", { reasoning_effort: "low" }, {}, "claude-sonnet-4-5"],
  ["no effort", { reasoning_effort: "none" }, { thinking: { type: "disabled" } }, "claude-opus-5"],
  [
    "no effort, in the words of another",
    { reasoning_effort: "none" },
    { thinking: { type: "between_tools" } },
    "claude-sonnet-5-5",
  ],
  [
    "no effort of one that always thinks",
    { reasoning_effort: "none" },
    { output_config: { effort: "low" } },
    "claude-fable-5",
  ],
  [
    "who it is for",
    { user: "u-1", service_tier: "default", inference_geo: "eu" },
    { metadata: { user_id: "u-1" }, service_tier: "standard_only", inference_geo: "eu" },
  ],
])("case 47: %s", async (_name, body, expected, model) => {
  const { model: _model, max_tokens, messages: _messages, ...rest } = await translated(body, model);
  expect(rest).toEqual(expected);
  expect(max_tokens).toBe(4_096);
});

const budget = { type: "enabled", budget_tokens: 2_000 };
const called = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
const result = { role: "tool", tool_call_id: "call_1", content: "4" };

test.each<[string, object]>([
  ["before the first call", { tools: [tool()] }],
  ["with a free choice", { tools: [tool()], tool_choice: "auto" }],
  ["with no choice", { tools: [tool()], tool_choice: "none" }],
  ["with a forced choice", { tools: [tool()], tool_choice: "required" }],
  [
    "after a call",
    {
      tools: [tool()],
      messages: [user, { role: "assistant", content: null, tool_calls: [called] }, result],
    },
  ],
  [
    "after a call that was answered",
    {
      tools: [tool()],
      messages: [
        ...[user, { role: "assistant", content: null, tool_calls: [called] }, result],
        ...[{ role: "assistant", content: "4" }, user],
      ],
    },
  ],
])(
  "case 46: thoughts within a budget beside tools, %s: refused by name, with what does instead",
  async (_name, change) => {
    await expect(translated({ thinking: budget, ...change })).rejects.toMatchObject({
      status: 400,
      param: "thinking",
      message: expect.stringMatching(
        /^thinking of type enabled .*Send reasoning_effort, or thinking of type adaptive/,
      ),
    });
    // What the sentence names is taken.
    for (const instead of [{ reasoning_effort: "high" }, { thinking: { type: "adaptive" } }]) {
      expect(await translated({ ...instead, ...change }, "claude-opus-4-8")).toHaveProperty(
        "tools",
      );
    }
  },
);

test("case 47: there is room for an answer behind the thoughts", async () => {
  const thinking = { type: "enabled", budget_tokens: 10_000 };
  expect(await translated({ thinking })).toMatchObject({ max_tokens: 14_096, thinking });
  expect(await translated({ thinking, max_tokens: 10_001 })).toMatchObject({ max_tokens: 10_001 });
});
