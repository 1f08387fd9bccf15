import { createServer, type ServerResponse } from "node:http";

const usage = { prompt_tokens: 12, completion_tokens: 24, total_tokens: 36 };
const base = { id: "chatcmpl-1", created: 1_750_000_000, model: "bench" };
const content = "The quick brown fox jumps over the lazy dog and runs on.";

const jsonAnswer = JSON.stringify({
  ...base,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  usage,
});

const chunk = (part: object) =>
  `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", ...part })}\n\n`;
const words = content.split(" ").map((word) => ({ content: `${word} ` }));
const streamAnswer = [
  ...words.map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })),
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
  chunk({ choices: [], usage }),
  "data: [DONE]\n\n",
];

/** An endless stream of 2 tokens a second: 20 are more than two cores can pass to 5,000 readers. */
const slowly = '"stop":"never"';
const slowMs = 500;
const slowChunk = Buffer.from(
  chunk({ choices: [{ index: 0, delta: { content: "token " }, finish_reason: null }] }),
);

/** The same short answer to every call, as fast as Node can: JSON, or a stream of 15 chunks. */
export function createUpstream() {
  const slow = new Set<ServerResponse>();
  setInterval(() => {
    for (const response of slow) response.write(slowChunk);
  }, slowMs);
  return createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      if (body.includes(slowly)) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(slowChunk);
        slow.add(response);
        response.once("close", () => slow.delete(response));
        return;
      }
      if (!body.includes('"stream":true')) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(jsonAnswer);
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const part of streamAnswer) response.write(part);
      response.end();
    });
  });
}
