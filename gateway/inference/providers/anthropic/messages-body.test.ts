import { expect, test, vi } from "vitest";
import { leastHoldMs } from "../../../testing/longest-hold";
import { parseInferenceRequest } from "../../request/inference-request";
import { messagesBody } from "./messages-body";

// A busy machine takes its time; it is processor time that counts here.
vi.setConfig({ testTimeout: 600_000 });

const read = (body: object) =>
  parseInferenceRequest(Buffer.from(JSON.stringify({ model: "acme/c", ...body })));
const text = (characters: number, of = 'Grüße "an" \\ alle 🎉\n') =>
  of.repeat(Math.ceil(characters / of.length));

test("long texts and images are put back byte for byte", async () => {
  const image = `data:image/png;base64,${"iVBORw0KGgo".repeat(5_000)}`;
  const body = {
    temperature: 0.2,
    max_tokens: 7,
    tools: [
      {
        type: "function",
        function: { name: "f", description: text(20_000), parameters: { max: 1 } },
      },
    ],
    messages: [
      { role: "system", content: text(30_000) },
      { role: "user", content: "short" },
      {
        role: "user",
        content: [
          { type: "text", text: text(40_000, '⟦00:1⟧ \u0000 "') },
          { type: "image_url", image_url: { url: image } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "t1",
            type: "function",
            function: { name: "f", arguments: JSON.stringify({ a: text(20_000) }) },
          },
        ],
      },
      { role: "tool", tool_call_id: "t1", content: text(9_000) },
    ],
  };
  const sent = await messagesBody(await read(body), "claude");
  const { system, messages, tools } = JSON.parse(sent.toString("utf8"));
  const [instruction, , asked, calling, done] = body.messages;
  expect(system).toEqual([{ type: "text", text: instruction?.content }]);
  expect(tools[0].description).toBe(body.tools[0]?.function.description);
  const [question, answer, result] = messages;
  expect(question.content[1]).toEqual(asked?.content?.[0]);
  expect(question.content[2].source.data).toBe(image.slice(image.indexOf(",") + 1));
  expect(JSON.stringify(answer.content[0].input)).toBe(
    calling?.tool_calls?.[0]?.function.arguments,
  );
  expect(result.content[0].content[0].text).toBe(done?.content);
});

test("slashes that were escaped in a data URL are read as slashes", async () => {
  const json = `{"model":"acme/c","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image\\/png;base64,${"AAAA\\/".repeat(30_000)}"}}]}]}`;
  const large = await messagesBody(await parseInferenceRequest(Buffer.from(json)), "claude");
  const [block] = JSON.parse(large.toString("utf8")).messages[0].content;
  expect(block.source.media_type).toBe("image/png");
  expect(block.source.data).toBe("AAAA/".repeat(30_000));
});

test("what can't be translated is refused by name, and so is what is too much to be looked at", async () => {
  const filler = { role: "user", content: text(140_000) };
  const refused = async (message: object) => {
    const request = await read({ messages: [filler, message] });
    return Promise.resolve(messagesBody(request, "claude")).then(
      () => undefined,
      ({ param }: { param: string }) => param,
    );
  };
  expect(await refused({ role: "function", content: "x" })).toBe("messages.1.role");
  const parts = Array.from({ length: 20_000 }, () => ({ type: "text", text: "x" }));
  expect(await refused({ role: "user", content: parts })).toBe("messages.1");
});

test.each([
  ["one long text", [{ role: "user", content: text(18_000_000, "lorem ipsum ") }]],
  ["escapes only", [{ role: "user", content: text(9_000_000, '"') }]],
  [
    "an image",
    [
      {
        role: "user",
        content: [
          {
            type: "image_url",
            image_url: { url: `data:image/png;base64,${"A".repeat(18_000_000)}` },
          },
        ],
      },
    ],
  ],
  [
    "200,000 messages in turns",
    Array.from({ length: 200_000 }, (_, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      content: "hello there, this is it",
    })),
  ],
  ["200,000 messages of one role", Array(200_000).fill({ role: "user", content: "hello there" })],
  ...[0, 1].map((at): [string, object[]] => [
    `200,000 system messages, a user's ${at === 0 ? "before" : "behind"} them`,
    Array(200_000)
      .fill({ role: "system", content: "hello there" })
      .toSpliced(at === 0 ? 0 : 200_000, 0, { role: "user", content: "hello" }),
  ]),
])("a body of 18 MB does not hold the event loop: %s", async (_name, messages) => {
  const request = await read({ messages });
  const holdMsMax = 20;
  const translate = async () => messagesBody(request, "claude");
  expect(await leastHoldMs(translate, holdMsMax)).toBeLessThan(holdMsMax);
});
