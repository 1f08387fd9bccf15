// What is sent to be read is counted, and what stands where attachments stand is one.
import { describe, expect, test } from "vitest";
import { parseInferenceRequest } from "../request/inference-request";
import { operations } from "../request/operation";
import { countPrompt } from "./count-prompt";
import { countTokens } from "./count-tokens";

async function countBody(body: object, path = "/chat/completions") {
  const operation = operations.find((each) => each.path === path);
  const bytes = Buffer.from(JSON.stringify({ model: "a/b", ...body }));
  return countPrompt(await parseInferenceRequest(bytes, operation));
}
const rows = Array.from({ length: 5_000 }, (_, row) => `${row},name ${row},${row * 7}\n`).join("");
const base64 = Buffer.from(rows).toString("base64");
const dataUrl = `data:image/png;base64,${base64}`;
const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const hi = user("hi");
const parts = (...list: unknown[]) => user([{ type: "text", text: "hi" }, ...list]);
const tool = (content: unknown) => ({
  messages: [
    { role: "user", content: "hi" },
    { role: "tool", tool_call_id: "call_1", content },
  ],
});

describe("case 28: an attachment is known by where it stands, never by how a text begins", () => {
  test.each<[string, object, string?]>([
    ["a text that begins like a data URL", user(`data: ${rows}`)],
    ["a text that is a data URL", user(dataUrl)],
    ["a text of base64", user(base64)],
    ["a text part", user([{ type: "text", text: dataUrl }])],
    ["a text part, its type last", user([{ text: dataUrl, type: "text" }])],
    ["text parts within a tool's result", tool([{ type: "text", text: dataUrl }])],
    ["a tool's result that is a text", tool(dataUrl)],
    ["what the model thought", { messages: [{ role: "assistant", reasoning_content: base64 }] }],
    [
      "arguments of a call",
      {
        messages: [
          {
            role: "assistant",
            tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: rows } }],
          },
        ],
      },
    ],
    [
      "a document in plain text",
      parts({ type: "document", source: { type: "text", media_type: "text/plain", data: rows } }),
    ],
    [
      "a document in plain text, its type last",
      parts({ type: "document", source: { data: rows, media_type: "text/plain", type: "text" } }),
    ],
    [
      "a document of parts",
      parts({
        type: "document",
        source: { type: "content", content: [{ type: "text", text: rows }] },
      }),
    ],
    ["data of a part of no known type", parts({ type: "blob", data: rows })],
    ["data of a part without a type", parts({ data: rows })],
    ["data of a text part in capitals", parts({ type: "TEXT", data: rows })],
    [
      "a document in plain text, by its bytes' type",
      parts({ source: { media_type: "text/csv", data: rows } }),
    ],
    [
      "a source of no known type",
      parts({ type: "document", source: { type: "plain", data: rows } }),
    ],
    ["a signature that is none", parts({ type: "thinking", thinking: "x", signature: rows })],
    [
      "kinds that are none",
      user(Array.from({ length: 600 }, () => ({ type: "x ".repeat(100), text: "" }))),
    ],
    ["a result's resource", tool([{ type: "resource", resource: { uri: "a:b", text: rows } }])],
    ["a search result", parts({ type: "search_result", source: "x", content: [{ text: rows }] })],
    ["a name that looks like an attachment's, at the wrong place", { ...hi, image_url: dataUrl }],
    ["an attachment's object at the wrong place", { ...hi, documents: [{ data: base64 }] }],
    ["a prompt", { prompt: dataUrl }, "/completions"],
    ["several prompts", { prompt: ["a", dataUrl] }, "/completions"],
    ["an input", { input: dataUrl }, "/embeddings"],
    ["inputs", { input: ["a", dataUrl] }, "/embeddings"],
  ])("%s is text", async (_name, body, path) => {
    const { textTokens, attachments } = await countBody(body, path);
    const least = await countTokens([rows]);
    expect(textTokens).toBeGreaterThan(least * 0.9);
    expect(attachments).toEqual({});
  });

  test.each<[string, string, object, string?]>([
    ["image", "image_url.url", parts({ type: "image_url", image_url: { url: dataUrl } })],
    ["image", "image_url as a text", parts({ type: "input_image", image_url: dataUrl })],
    ["image", "image_url with detail", parts({ image_url: { detail: "low", url: dataUrl } })],
    ["image", "an address", parts({ type: "image_url", image_url: { url: "https://a.b/c.png" } })],
    [
      "image",
      "source.data",
      parts({ type: "image", source: { type: "base64", media_type: "image/png", data: base64 } }),
    ],
    [
      "image",
      "source.data, its type last",
      parts({ source: { data: base64, type: "base64" }, type: "image" }),
    ],
    ["image", "source.url", parts({ type: "image", source: { type: "url", url: dataUrl } })],
    [
      "image",
      "source.data in a tool's result",
      tool([{ type: "tool_result", content: [{ type: "image", source: { data: base64 } }] }]),
    ],
    ["image", "image_url in a tool's result", tool([{ type: "image_url", image_url: dataUrl }])],
    [
      "image",
      "data of an image part",
      tool([{ type: "image", data: base64, mimeType: "image/png" }]),
    ],
    [
      "image",
      "images of a message",
      { messages: [{ role: "user", content: "hi", images: [base64] }] },
    ],
    ["audio", "input_audio.data", parts({ input_audio: { data: base64, format: "wav" } })],
    ["audio", "audio_url.url", parts({ type: "audio_url", audio_url: { url: base64 } })],
    ["audio", "data of a sound", tool([{ type: "audio", data: base64 }])],
    [
      "audio",
      "a sound that the model made",
      { messages: [{ role: "assistant", audio: { id: "audio_1" } }] },
    ],
    ["video", "video_url.url", parts({ type: "video_url", video_url: { url: base64 } })],
    [
      "file",
      "file.file_data",
      parts({ type: "file", file: { filename: "a", file_data: dataUrl } }),
    ],
    ["file", "file.file_id", parts({ type: "file", file: { file_id: "file-1" } })],
    ["file", "file_data of an input_file", parts({ type: "input_file", file_data: dataUrl })],
    [
      "file",
      "source.data of a document",
      parts({
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: base64 },
      }),
    ],
    ["image", "what vLLM has embedded", parts({ type: "image_embeds", image_embeds: base64 })],
    ["image", "media of a type", parts({ type: "media", data: base64, mimeType: "image/png" })],
    ["file", "Gemini's fileData", parts({ fileData: { mimeType: "a/b", fileUri: dataUrl } })],
    ["file", "a resource", tool([{ type: "resource", resource: { uri: "a:b", blob: base64 } }])],
    ["file", "document_url", parts({ type: "document_url", document_url: "https://a.b/c.pdf" })],
    ["image", "an image to embed", { input: [{ image: dataUrl }] }, "/embeddings"],
    ["image", "images to embed", { input: "hi", images: [dataUrl] }, "/embeddings"],
    [
      "image",
      "a part to embed",
      { input: [{ content: [{ type: "image_url", image_url: { url: dataUrl } }] }] },
      "/embeddings",
    ],
  ])("one %s: %s", async (kind, _name, body, path) => {
    const { textTokens, attachments } = await countBody(body, path);
    expect(attachments).toEqual({ [kind]: 1 });
    expect(textTokens).toBeLessThan(40);
  });

  test("each one counts, in a large body as in a small one", async () => {
    const one = { type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } };
    const sound = { type: "input_audio", input_audio: { data: base64, format: "wav" } };
    const { textTokens, attachments } = await countBody(parts(one, sound, one, one));
    expect(attachments).toEqual({ image: 3, audio: 1 });
    expect(textTokens).toBe((await countBody(parts())).textTokens);
  });
});

test("case 28: a text part whose type is written with escapes is a text part", async () => {
  const json = JSON.stringify({
    model: "a/b",
    ...parts({ type: "document", source: { type: "text", data: rows } }),
  }).replace('"source":{"type":"text"', '"source":{"type":"te\\u0078t"');
  const { textTokens, attachments } = await countPrompt(
    await parseInferenceRequest(Buffer.from(json)),
  );
  expect(attachments).toEqual({});
  expect(textTokens).toBeGreaterThan((await countTokens([rows])) * 0.9);
});

test("case 28: what a provider signed for itself is no text", async () => {
  const call = {
    id: "1",
    type: "function",
    function: { name: "f", arguments: "{}" },
    extra_content: { google: { thought_signature: base64 } },
  };
  const sealed = {
    messages: [
      {
        role: "assistant",
        tool_calls: [call],
        reasoning_details: [{ type: "reasoning.encrypted", data: base64 }],
        thinking_blocks: [{ type: "thinking", thinking: "Hm", signature: base64 }],
      },
    ],
  };
  expect((await countBody(sealed)).textTokens).toBeLessThan(60);
});

describe("case 29: whatever goes upstream to be read is counted, by any name and at any depth", () => {
  test.each<[string, object, string?]>([
    ["documents", { ...hi, documents: [{ text: rows }] }],
    ["template arguments", { ...hi, chat_template_kwargs: { context: { deep: [{ er: rows }] } } }],
    ["names in template arguments", { ...hi, chat_template_kwargs: { [rows]: 1 } }],
    ["a predicted output", { ...hi, prediction: { type: "content", content: rows } }],
    ["its parts", { ...hi, prediction: { content: [{ type: "text", text: rows }] } }],
    ["tools", { ...hi, tools: [{ type: "function", function: { name: "f", description: rows } }] }],
    ["functions", { ...hi, functions: [{ name: "f", description: rows }] }],
    [
      "a schema",
      { ...hi, response_format: { type: "json_schema", json_schema: { schema: { title: rows } } } },
    ],
    ["a schema by another name", { ...hi, guided_json: { title: rows } }],
    ["a text that nobody knows", { ...hi, extra_context: rows }],
    ["a template", { ...hi, chat_template: rows }],
    ["where to search", { ...hi, web_search_options: { user_location: { city: rows } } }],
    ["a name that is none", { ...hi, user: rows }],
    ["a role that is none", { messages: [{ role: rows, content: "hi" }] }],
    ["an id that is none", { messages: [{ role: "tool", tool_call_id: rows, content: "hi" }] }],
    ["who speaks", { messages: [{ role: "user", name: rows, content: "hi" }] }],
    ["a member of a message", { messages: [{ role: "user", content: "hi", context: rows }] }],
    ["its name", { messages: [{ role: "user", content: "hi", [rows]: true }] }],
    ["a member of a part", parts({ type: "document", title: "a", context: rows })],
    ["a refusal", { messages: [{ role: "assistant", refusal: rows }] }],
    ["what comes after a completion", { prompt: "hi", suffix: rows }, "/completions"],
    ["how to embed", { input: "hi", instruction: rows }, "/embeddings"],
    ["messages to embed", { input: "hi", ...user(rows) }, "/embeddings"],
    ["characters written as numbers", { ...hi, documents: [{ text: rows }] }],
  ])("%s", async (name, body, path) => {
    const least = await countTokens([rows]);
    if (!name.includes("written as numbers")) {
      expect((await countBody(body, path)).textTokens).toBeGreaterThan(least * 0.95);
      return;
    }
    const json = JSON.stringify({ model: "a/b", ...body }).replace(
      /[a-z](?=ame \d)/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const request = await parseInferenceRequest(Buffer.from(json));
    const { textTokens } = await countPrompt(request);
    expect(textTokens / least).toBeGreaterThan(0.95);
    expect(textTokens / least).toBeLessThan(1.1);
  });

  test.each<[string, object]>([
    ["what is for the bill", { metadata: { note: "x ".repeat(400) } }],
    ["biases", { logit_bias: Object.fromEntries(Array.from({ length: 600 }, (_, id) => [id, 1])) }],
    ["how to answer", { temperature: 0.5, top_p: 1, seed: 7, stop: ["END"], max_tokens: 9, n: 1 }],
    ["what nobody knows, as a number", { mirostat_tau: 5.5, ignore_eos: true, anything: null }],
    ["who asks", { user: "u-1", safety_identifier: "s-1", prompt_cache_key: "k-1" }],
    ["in which form", { stream: true, stream_options: { include_usage: true } }],
    ["how hard to think", { reasoning_effort: "high", verbosity: "low", service_tier: "flex" }],
  ])("no text: %s", async (_name, change) => {
    expect(await countBody({ ...hi, ...change })).toEqual(await countBody(hi));
  });

  test.each<[string, (text: string) => object, string?]>([
    ["a part", (text) => parts({ type: "text", text })],
    ["a tool's result", tool],
    ["a description", (text) => ({ ...hi, tools: [{ function: { description: text } }] })],
    ["a schema", (text) => ({ ...hi, response_format: { schema: { title: text } } })],
    ["a document", (text) => ({ ...hi, documents: [{ text }] })],
    ["a template's argument", (text) => ({ ...hi, chat_template_kwargs: { text } })],
    ["a prompt of several", (text) => ({ prompt: [text, "a"] }), "/completions"],
    ["an input", (text) => ({ input: [text] }), "/embeddings"],
  ])("the same text counts the same in %s as in a message", async (_name, bodyOf, path) => {
    for (const text of [
      'if (a === "b") {\n\treturn "c";\n}\n'.repeat(100),
      "a\n\n\n".repeat(500),
    ]) {
      const inMessage = (await countBody(user(text))).textTokens;
      const ratio = (await countBody(bodyOf(text), path)).textTokens / inMessage;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    }
  });

  test("a long text is counted as a short one is, however it is written", async () => {
    const text = "Größe, 中文, हिन्दी and some English. ".repeat(6_000);
    const counted = await countTokens([text]);
    for (const isPlain of [true, false]) {
      const json = JSON.stringify({ model: "a/b", ...user(text) });
      const written = isPlain
        ? json
        : json.replace(
            /[^\0-\x7f]/g,
            (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
          );
      const { textTokens } = await countPrompt(await parseInferenceRequest(Buffer.from(written)));
      expect(Math.abs(textTokens / counted - 1)).toBeLessThan(0.03);
    }
  });
});
