// A small answer and a large one are read by one rule.
import { describe, expect, test } from "vitest";
import { readWholeAnswer } from "./read-whole-answer";
import { renameModel } from "./rename-model";

const usage = ',"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}';
const chat = (message: string, rest = usage, end = '"stop"') =>
  `{"id":"a","model":"m","choices":[{"index":0,"message":${message},"finish_reason":${end}}]${rest}}`;
const says = (content: string) => `{"role":"assistant","content":${content}}`;

const answers: [string, string][] = [
  ["a text", chat(says('"hi"'))],
  ["a text of escapes", chat(says('"\\"\\\\\\n\\u00e9\\ud83c\\udf89\\ud800"'))],
  ["a text that nobody counted", chat(says('"hi"'), "")],
  ["no text", chat(says("null"))],
  ["an empty text", chat(says('""'), usage, "null")],
  ["an answer that did not end", chat(says('"hi"'), usage, "null")],
  ["parts", chat(says('[{"type":"text","text":"a"},{"type":"text","text":"b"}]'))],
  ["a refusal", chat('{"role":"assistant","content":null,"refusal":"no"}')],
  ["thoughts", chat('{"role":"assistant","content":"a","reasoning_content":"b"}')],
  [
    "a call",
    chat(
      '{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]}',
    ),
  ],
  ["a sound", chat('{"role":"assistant","audio":{"id":"x","data":"QUJD","transcript":"a"}}')],
  ["a completion", `{"model":"m","choices":[{"text":"hi","finish_reason":"stop"}]${usage}}`],
  [
    "embeddings",
    `{"object":"list","data":[{"index":0,"embedding":[0.1,-2e5]}],"model":"m"${usage}}`,
  ],
  ["embeddings in base64", `{"data":[{"embedding":"QUJD"}],"model":"m"}`],
  ["no embeddings", `{"data":[],"model":"m"}`],
  ["counts beyond 2^53", chat(says('"hi"'), ',"usage":{"completion_tokens":12345678901234567890}')],
  ["usage of another dialect", chat(says('"hi"'), ',"usageMetadata":{"promptTokenCount":3}')],
  ["usage twice", chat(says('"hi"'), `,"usage":{"completion_tokens":9}${usage}`)],
  ["model twice", '{"model":"m","model":"n","choices":[{"text":"a"}]}'],
  ["a model written in escapes", '{"\\u006dodel":"m","choices":[{"text":"a"}]}'],
  ["no model", '{"choices":[{"text":"a"}]}'],
  ["a model that is null", '{"model":null,"choices":[{"text":"a"}]}'],
  ["an error", '{"error":{"message":"busy","code":503}}'],
  ["an error beside choices", chat(says('"hi"'), ',"error":{"message":"busy"}')],
  ["an error in a choice", '{"choices":[{"finish_reason":"error","message":{"content":"a"}}]}'],
  ["an error as an object", '{"object":"error","message":"busy"}'],
  ["__proto__", chat(says('"hi"'), ',"__proto__":{"error":{"message":"busy"}}')],
  ["__proto__ in a choice", '{"choices":[{"__proto__":{"text":"a"},"finish_reason":null}]}'],
  ["choices that are none", '{"choices":"many"}'],
  ["a choice that is null", '{"choices":[null,{"text":"a","finish_reason":"stop"}]}'],
  ["deep nesting", chat(says(`${"[".repeat(60)}"a"${"]".repeat(60)}`))],
  ["nothing of an answer", '{"a":1}'],
  ["a list", `[${chat(says('"hi"'))}]`],
  ["a text alone", '"hi"'],
  ["half an answer", chat(says('"hi"')).slice(0, -1)],
  ["what comes behind", `${chat(says('"hi"'))}}`],
  ["a page", "<html>busy</html>"],
];

const padding = "x".repeat(300_000);
const enlarged: [string, (json: string) => string][] = [
  ["a long member before it", (json) => json.replace("{", `{"padding":"${padding}",`)],
  [
    "long members in it",
    (json) =>
      json.replace(/(?<=[,{])"(model|usage|finish_reason)":/, `"padding":[["${padding}"]],$&`),
  ],
  ["space around it", (json) => `${" ".repeat(300_000)}${json}${"\n".repeat(300_000)}`],
  [
    "space in it",
    (json) =>
      json
        .replace(/^\{(?!\})/, `{${" ".repeat(60_000)}`)
        .replace(/\}$/, `${"\t".repeat(60_000)}}`) + " ".repeat(60_000),
  ],
];
const withoutAdded = (json: string) =>
  json.replaceAll(/"padding":(?:\[\["x+"\]\]|"x+"),?/g, "").replaceAll(/[ \n\t]{60000,}/g, "");

async function told(json: string) {
  const read = await readWholeAnswer(Buffer.from(json));
  if (!read) return undefined;
  const sent = Buffer.concat(renameModel(Buffer.from(json), read.members, "acme/slug"));
  return { part: read.part, sent: withoutAdded(sent.toString("utf8")) };
}

describe("case 35: small and large answers are read by one rule", () => {
  test.each(answers)("%s", async (_name, json) => {
    const small = await told(json);
    for (const [how, enlarge] of enlarged) {
      expect(await told(enlarge(json)), how).toEqual(small);
    }
  });

  test("a long text says what it says in a small answer", async () => {
    for (const of of ["some words ", "größer 🎉 ", '\\"\\\\\\n\\u00e9\\ud83c\\udf89']) {
      const content = of.repeat(300_000 / of.length);
      const read = await readWholeAnswer(Buffer.from(chat(says(`"${content}"`))));
      expect(read?.part.texts.join("") === JSON.parse(`"${content}"`)).toBe(true);
    }
  });
});
