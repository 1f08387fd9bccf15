import { createServer } from "node:http";

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

/** A stream without an end, its tokens a second in `seed`: one token, and the rest once all flow. */
const slowly = /"stop":"never","seed":(\d+)/;
const slowChunk = Buffer.from(
  chunk({ choices: [{ index: 0, delta: { content: "token " }, finish_reason: null }] }),
);

/** Lets all slow streams that are open flow. */
export const flowPath = "/flow";

/**
 * The same short answer to every call, as fast as Node can: JSON, or a stream of 15 chunks. A silent
 * one reads every call and answers none.
 */
export function createUpstream(isSilent = false) {
  const waiting = new Set<() => void>();
  return createServer((request, response) => {
    if (request.url === flowPath) {
      for (const flow of waiting) flow();
      waiting.clear();
      response.end();
      return;
    }
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      if (isSilent) return;
      const body = Buffer.concat(parts);
      const tokensPerSecond = Number(slowly.exec(body.toString("latin1"))?.[1] ?? 0);
      if (tokensPerSecond > 0) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(slowChunk);
        waiting.add(() => {
          const timer = setInterval(() => response.write(slowChunk), 1_000 / tokensPerSecond);
          response.once("close", () => clearInterval(timer));
        });
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
