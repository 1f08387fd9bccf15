import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostedState } from "./hosted-answers";

/** Chat completions as any OpenAI-compatible server streams them; no headers of ours. */
export function answerHostedChat(
  state: HostedState,
  request: IncomingMessage,
  response: ServerResponse,
): number {
  const key = /^(?:Api-Key|Bearer) (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!state.keys.has(key.slice(0, key.indexOf(".")))) {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: "invalid api key" }));
    return 401;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "x-served-by": "hosted" });
  for (const data of [
    { choices: [{ index: 0, delta: { role: "assistant", content: "Hello " } }] },
    { choices: [{ index: 0, delta: { content: "from the hosted service" } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [], usage: { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 } },
  ]) {
    response.write(`data: ${JSON.stringify(data)}\n\n`);
  }
  response.end("data: [DONE]\n\n");
  return 200;
}
