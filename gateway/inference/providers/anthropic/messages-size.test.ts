// One rule for bodies of every size: what is around a message does not change what it becomes.
import { describe, expect, test } from "vitest";
import { sentMessages } from "../../../testing/messages-request";
import { InferenceError } from "../../errors/inference-error";

const user = '{"role":"user","content":"hi"}';
const says = (content: string) => `{"role":"user","content":${content}}`;
const text = (content: string) => says(`[{"type":"text","text":"${content}"}]`);
const picture = (url: string) => says(`[{"type":"image_url","image_url":{"url":"${url}"}}]`);
const chat = (messages: string, rest = "") => `{"model":"a/b","messages":[${messages}]${rest}}`;
const called = (json: string) =>
  `{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":${JSON.stringify(json)}}}]}`;
const tool = (schema: string) =>
  `,"tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}]`;
const turns = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    n % 2 === 0
      ? text(`question ${n}, ${"word ".repeat(n)}`)
      : `{"role":"assistant","content":"${n}"}`,
  );
const base64 = "iVBORw0KGgo".repeat(1_000);
const long = (of: string) => of.repeat(Math.ceil(9_000 / of.length));

const texts: [string, string][] = [
  ["a short text", "hi"],
  ["a long text", long("some words ")],
  ["characters of many bytes", long("größer 🎉 ")],
  ...[0, 1, 2, 3].map((n): [string, string] => [
    `a character that lies ${n} bytes further on`,
    `${"x".repeat(n)}${long("🎉")}`,
  ]),
  ["escapes", long('\\"\\\\\\n\\u00e9\\ud83c\\udf89')],
  ...[0, 1].map((n): [string, string] => [
    `backslashes, ${n} bytes further on`,
    `${"x".repeat(n)}${long("\\\\")}`,
  ]),
  ["spaces before and behind", `${long(" ")}word${long("\\n")}`],
  ["long spaces around a long text", `${long(" ")}${long("word ")}${long(" ")}`],
  ["a backslash before the last letter", `${long("word ")}\\\\n`],
  ["marks of ours", `⟦00:0⟧⟦00!0⟧${long("⟦0:0⟧")}`],
  ["lone surrogates", `\\ud800 ${long("\\udc00 ")}`],
  ["a NUL", "\\u0000"],
];

const bodies: [string, string][] = [
  ...texts.map(([name, content]): [string, string] => [name, chat(text(content))]),
  ["a content that is a text", chat(says(`"${long("some words ")}"`))],
  ["a text of spaces", chat(`${text(long(" "))},${user}`)],
  ["a text of line feeds", chat(`${says(`"${long("\\n")}"`)},${user}`)],
  ["nothing but spaces", chat(text(long(" \\t\\r\\n")))],
  ["a picture", chat(picture(`data:image/png;base64,${base64}`))],
  ["a picture with slashes escaped", chat(picture(`data:image\\/png;base64,${long("AAAA\\/")}`))],
  ["a picture with space around", chat(picture(`  data:image/png;base64,${base64}\\n \\r\\n`))],
  ["a picture of no type", chat(picture(`data:base64,${base64}`))],
  [
    "numbers beyond 2^53",
    chat(user, `${tool('{"max":12345678901234567890,"min":1.0,"e":1e400,"z":-0}')}`),
  ],
  ["numbers in a call", chat(`${user},${called('{"id":12345678901234567890, "x":1.50}')}`)],
  ["a name twice in a message", chat('{"role":"user","content":"a","content":"b"}')],
  ["a role written in escapes", chat('{"r\\u006fle":"user","content":"hi"}')],
  ["deep nesting", chat(`${user},${called(`{"a":${"[".repeat(500)}${"]".repeat(500)}}`)}`)],
  ["deep nesting in a schema", chat(user, tool(`{"a":${'{"a":'.repeat(300)}1${"}".repeat(300)}}`))],
  ["__proto__ as a member", chat(user, ',"__proto__":{"temperature":2}')],
  ["__proto__ in a message", chat('{"role":"user","content":"hi","__proto__":{"role":"system"}}')],
  ["constructor as a member", chat(user, ',"constructor":1')],
  ["a member that nobody knows", chat(user, ',"frequency":1')],
  ["a role that nobody knows", chat(`${user},{"role":"function","content":"x"}`)],
  ["arguments that are no object", chat(`${user},${called("[1]")}`)],
  ["a content that is a number", chat(`${user},${says("5")}`)],
  ["a temperature that is too high", chat(user, ',"temperature":3')],
  ["no text at all", chat(text(" "))],
  ["many short messages, with space between", chat(turns(120).join(" ,\r\n"))],
  [
    "a long message among short ones",
    chat(
      turns(60)
        .toSpliced(31, 0, text(long("word ")))
        .join(),
    ),
  ],
];

/** The same in a body of megabytes; what is added goes upstream as one more message, or not at all. */
const padding = "x".repeat(300_000);
const enlarged: [string, (json: string) => string, string][] = [
  ["space around it", (json) => `${" ".repeat(300_000)}${json}${"\n".repeat(300_000)}`, ""],
  ["space in it", (json) => json.replace("{", `{${" ".repeat(300_000)}`), ""],
  [
    "a long message before it",
    (json) =>
      json.replace(
        '"messages":[',
        `"messages":[${text(padding)},{"role":"assistant","content":"ok"},`,
      ),
    `{"role":"user","content":[{"type":"text","text":"${padding}"}]},{"role":"assistant","content":[{"type":"text","text":"ok"}]},`,
  ],
];

async function told(json: string): Promise<unknown> {
  try {
    return await sentMessages(json);
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    const { status, code, param, message } = error;
    return { status, code, param, message };
  }
}

describe("case 35: small and large bodies become the same for the Messages API", () => {
  test.each(bodies)("%s", async (_name, json) => {
    const small = await told(json);
    for (const [how, enlarge, added] of enlarged) {
      const large = await told(enlarge(json));
      if (typeof small === "string" && typeof large === "string") {
        expect(large.replace(added, "") === small, how).toBe(true);
      } else if (added === "") expect(large, how).toEqual(small);
    }
  });

  test("a text of white space alone is none, and space around a picture's address is no part of it", async () => {
    const spaces = bodies.filter(([name]) => name.startsWith("a text of "));
    expect(spaces).toHaveLength(2);
    for (const [, json] of spaces) {
      expect(JSON.parse(await sentMessages(json)).messages[0].content).toEqual([
        { type: "text", text: "hi" },
      ]);
    }
    const [, json = ""] = bodies.find(([name]) => name === "a picture with space around") ?? [];
    const [block] = JSON.parse(await sentMessages(json)).messages[0].content;
    expect(block.source.data).toBe(base64);
  });

  test.each(texts)("%s stays what it says", async (_name, content) => {
    const sent = JSON.parse(await sentMessages(chat(text(content))));
    expect(sent.messages[0].content[0].text).toBe(JSON.parse(`"${content}"`));
  });
});

test("messages come in their order, each once, however many are parsed together", async () => {
  const { messages } = JSON.parse(await sentMessages(chat(turns(400).join(",\n "))));
  const texts = messages.map(({ content }: { content: { text: string }[] }) => content[0]?.text);
  expect(texts).toEqual(
    Array.from({ length: 400 }, (_, n) =>
      n % 2 === 0 ? `question ${n}, ${"word ".repeat(n)}` : `${n}`,
    ),
  );
});
