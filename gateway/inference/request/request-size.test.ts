// A small body and a large one are judged by one rule.
import { describe, expect, test } from "vitest";
import { parseInferenceRequest } from "./inference-request";
import { operations } from "./operation";

const user = '{"role":"user","content":"hi"}';
const chat = (messages: string, rest = "") => `{"model":"a/b","messages":[${messages}]${rest}}`;

const bad: [string, string, string?][] = [
  ["no role", chat('{"content":"hi"}')],
  ["no role, in the second message", chat(`${user},{"content":"hi"}`)],
  ["an empty role", chat('{"role":"","content":"hi"}')],
  ["a role that is none", chat('{"role":5,"content":"hi"}')],
  ["a role that is null", chat('{"role":null,"content":"hi"}')],
  ["a role that is a list", chat('{"role":["user"],"content":"hi"}')],
  ["a role further in", chat('{"content":{"role":"user"}}')],
  ["a role that was taken back", chat('{"role":"user","role":null}')],
  ["a message that is a text", chat(`${user},"hi"`)],
  ["a message that is null", chat("null")],
  ["a message that is a list", chat(`[${user}]`)],
  ["no messages", chat("")],
  ["messages that are a text", '{"model":"a/b","messages":"hi"}'],
  ["messages that are an object", '{"model":"a/b","messages":{"role":"user"}}'],
  ["messages that are missing", '{"model":"a/b"}'],
  ["no model", `{"messages":[${user}]}`],
  ["a model that is none", `{"model":["a/b"],"messages":[${user}]}`],
  ["a model without a name", `{"model":"","messages":[${user}]}`],
  ["stream as a text", chat(user, ',"stream":"true"')],
  ["stream options as a text", chat(user, ',"stream_options":"yes"')],
  ["include_usage as a number", chat(user, ',"stream_options":{"include_usage":1}')],
  ["n of nothing", chat(user, ',"n":0')],
  ["max_tokens as a fraction", chat(user, ',"max_tokens":1.5')],
  ["max_tokens twice over", chat(user, ',"max_tokens":1,"max_completion_tokens":1')],
  ["a member twice", chat(user, ',"n":1,"n":1')],
  ["a member twice, written differently", chat(user, ',"n":1,"\\u006e":1')],
  ["a list", `[${chat(user)}]`],
  ["a text", '"hi"'],
  ["a literal that is none", chat('{"role":"user","content":tru}')],
  ["a number that is none", chat(user, ',"seed":01')],
  ["a number that ends early", chat(user, ',"seed":1.}')],
  ["a comma too many", chat(`${user},`)],
  ["a comma too few", chat(`${user}${user}`)],
  ["a colon too few", '{"model" "a/b"}'],
  ["brackets that do not match", chat('{"role":"user","content":["hi"}]')],
  ["what comes behind", `${chat(user)}}`],
  ["what is cut off", chat(user).slice(0, -1)],
  ["a text that is cut off", chat(user).slice(0, -9)],
  ["a line feed in a text", chat('{"role":"user","content":"h\ni"}')],
  ["an escape that is none", chat('{"role":"user","content":"\\x"}')],
  ["an escape that is cut off", chat('{"role":"user","content":"\\u12"}')],
  ["single quotes", chat("{'role':'user'}")],
  ["a comment", chat(`${user}/* hi */`)],
  ["deep metadata", chat(user, `,"metadata":${'{"a":'.repeat(70)}1${"}".repeat(70)}`)],
  ["a long member", chat(user, `,"metadata":{"a":"${"x".repeat(66_000)}"}`)],
  ["no prompt", '{"model":"a/b"}', "/completions"],
  ["a prompt that is a number", '{"model":"a/b","prompt":5}', "/completions"],
  ["an input that is an object", '{"model":"a/b","input":{"a":1}}', "/embeddings"],
];

/** The same fault in a body of 200 KB and more. */
const padding = "x".repeat(220_000);
const enlarged: [string, (json: string) => string][] = [
  ["a member before it", (json) => json.replace("{", `{"padding":"${padding}",`)],
  ["a long text", (json) => json.replace('"hi"', `"${padding}"`)],
  ["space around it", (json) => `${" ".repeat(220_000)}${json}${"\n".repeat(220_000)}`],
  ["space in it", (json) => json.replace("{", `{${" ".repeat(220_000)}`)],
];

async function judged(json: string, path = "/chat/completions") {
  const operation = operations.find((each) => each.path === path);
  return parseInferenceRequest(Buffer.from(json), operation).then(
    () => "taken",
    ({ status, code, param, message }) => ({ status, code, param, message }),
  );
}

describe("case 35: small and large bodies are judged by one rule", () => {
  test.each(bad)("%s", async (_name, json, path) => {
    const small = await judged(json, path);
    expect(small).toMatchObject({ status: 400 });
    for (const [how, enlarge] of enlarged) {
      expect(await judged(enlarge(json), path), how).toEqual(small);
    }
  });

  test.each(enlarged)("a good body is taken with %s", async (_how, enlarge) => {
    for (const json of [
      chat(user),
      chat('{"content":"hi","role":"user"}'),
      chat('{"r\\u006fle":"user","content":"hi"}', ',"seed":12345678901234567890,"x":[1e9,-0.5]'),
    ]) {
      expect(await judged(enlarge(json))).toBe("taken");
    }
  });

  test("counts of prompts are the same, too", async () => {
    const [, operation] = operations;
    for (const [prompt, generations] of [
      ['["a","b"]', 4],
      ["[[1,2],[3]]", 4],
      ["[1,2,3]", 2],
      ['["a",1]', 2],
      ["[]", 2],
      ['"a"', 2],
    ] as const) {
      const json = `{"model":"a/b","prompt":${prompt},"n":2}`;
      for (const sent of [json, json.replace("{", `{"padding":"${padding}",`)]) {
        const request = await parseInferenceRequest(Buffer.from(sent), operation);
        expect(request.generations, prompt).toBe(generations);
      }
    }
  });
});
