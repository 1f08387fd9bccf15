import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulidx";
import { parseJson } from "../contracts/leaves/json";
import { challengeHeader, proofHeader, proveHealth } from "../platform/process/health-proof";
import { answerDemo, type DemoAnswer, type DemoRequest, demoRequest } from "./demo-answer";

export const demoModel = "headgate-demo";
const bodyBytesMax = 16 * 1024 * 1024;

export interface DemoServerOptions {
  /** Pause between two streamed tokens. */
  tokenMs: number;
  /** Of whoever started it: see health-proof.ts. */
  healthSecret?: string | undefined;
}

/**
 * A small OpenAI-compatible server, so that the quickstart answers without a network. It streams,
 * and counts tokens with a real tokenizer. Any API key is accepted.
 */
export function createDemoServer({ tokenMs, healthSecret }: DemoServerOptions): Server {
  return createServer((request, response) => {
    const proof = proveHealth(healthSecret, request.headers[challengeHeader]);
    if (proof) response.setHeader(proofHeader, proof);
    route(request, response, tokenMs).catch((error: Error) => {
      if (response.headersSent) response.destroy(error);
      else sendError(response, 500, "The demo model failed");
    });
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  tokenMs: number,
): Promise<void> {
  const path = request.url?.split("?")[0];
  if (path === "/healthz") return sendJson(response, 200, { status: "ok" });
  if (path === "/v1/models" && request.method === "GET") {
    const model = { id: demoModel, object: "model", created: 0, owned_by: "headgate" };
    return sendJson(response, 200, { object: "list", data: [model] });
  }
  if (path !== "/v1/chat/completions" || request.method !== "POST") {
    return sendError(response, 404, "The demo model knows /v1/chat/completions and /v1/models");
  }
  const parsed = demoRequest.safeParse(parseJson(await readBody(request)));
  if (!parsed.success)
    return sendError(response, 400, parsed.error.issues[0]?.message ?? "invalid");
  const answer = answerDemo(parsed.data);
  if (parsed.data.stream) return stream(response, parsed.data, answer, tokenMs);
  const message = { role: "assistant", content: answer.pieces.join("") };
  sendJson(response, 200, {
    ...envelope(parsed.data, "chat.completion"),
    choices: [{ index: 0, message, finish_reason: answer.finishReason }],
    usage: toUsage(answer),
  });
}

async function stream(
  response: ServerResponse,
  request: DemoRequest,
  answer: DemoAnswer,
  tokenMs: number,
): Promise<void> {
  const base = envelope(request, "chat.completion.chunk");
  const send = (data: object) =>
    response.write(`data: ${JSON.stringify({ ...base, ...data })}\n\n`);
  const sendDelta = (delta: object, finishReason: string | null = null) =>
    send({ choices: [{ index: 0, delta, finish_reason: finishReason }] });

  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  sendDelta({ role: "assistant", content: "" });
  for (const piece of answer.pieces) {
    if (response.destroyed) return;
    sendDelta({ content: piece });
    if (tokenMs > 0) await wait(tokenMs);
  }
  sendDelta({}, answer.finishReason);
  if (request.stream_options?.include_usage) send({ choices: [], usage: toUsage(answer) });
  response.end("data: [DONE]\n\n");
}

function envelope(request: DemoRequest, object: string) {
  const created = Math.floor(Date.now() / 1000);
  return { id: `chatcmpl-${ulid()}`, object, created, model: request.model ?? demoModel };
}

function toUsage({ promptTokens, completionTokens }: DemoAnswer) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, message: string): void {
  const type = status === 400 ? "invalid_request_error" : "api_error";
  sendJson(response, status, { error: { message, type, code: null, param: null } });
}
