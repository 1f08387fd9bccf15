import { createParser } from "eventsource-parser";
import type { Result } from "@/lib/gateway/result";
import { toActionError } from "@/lib/gateway/unwrap";
import { type Answer, noAnswer } from "./answer";
import { answerFailure, apiFailure, brokenOff, dashboardFailure } from "./call-failure";
import { type AnswerPart, readChunk } from "./chat-chunk";
import type { RelayRequest } from "./chat-request";
import { parseRelayedHead } from "./relayed-headers";

/** Calls through the dashboard and shows what has come each time there is more. Never throws. */
export async function callModel(
  input: RelayRequest,
  signal: AbortSignal,
  show: (answer: Answer) => void,
): Promise<void> {
  const startedMs = performance.now();
  let answer = noAnswer;
  const update = (change: Partial<Answer>) => {
    answer = { ...answer, ...change };
    show(answer);
  };
  const end = (change: Partial<Answer>) =>
    update({ ...change, totalMs: performance.now() - startedMs });
  try {
    const response = await fetch("/api/playground", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
      cache: "no-store",
      signal,
    });
    const head = parseRelayedHead(response.headers);
    if (!head) {
      const refused: Result<never> = await response.json();
      const error = refused.ok ? toActionError(null) : refused.error;
      return end({ state: "failed", failure: dashboardFailure(error) });
    }
    update({ head });
    if (head.status < 200 || head.status > 299) {
      const failure = apiFailure(await response.text(), head);
      return end({ state: "failed", failure });
    }
    const add = (parts: readonly AnswerPart[]) => {
      const isFirst = answer.firstTokenMs === null && parts.some((p) => p.text || p.reasoning);
      update({
        state: "streaming",
        ...joined(answer, parts),
        ...(isFirst ? { firstTokenMs: performance.now() - startedMs } : {}),
      });
    };
    if (head.headers["content-type"]?.includes("text/event-stream")) {
      await readEvents(response, add);
    } else {
      const whole = readChunk(await response.text());
      if (whole) add([whole]);
    }
    const isWhole = answer.finishReason !== null && answer.failure === null;
    end(isWhole ? { state: "done" } : { state: "failed", failure: answer.failure ?? brokenOff });
  } catch (error) {
    if (signal.aborted) return end({ state: "stopped" });
    const failure = answer.head ? brokenOff : dashboardFailure(toActionError(error));
    end({ state: "failed", failure });
  }
}

/** Hands on what each piece from the network holds, so that thousands of chunks stay few updates. */
async function readEvents(
  response: Response,
  add: (parts: readonly AnswerPart[]) => void,
): Promise<void> {
  let parts: AnswerPart[] = [];
  const parser = createParser({
    onEvent({ data }) {
      const part = readChunk(data);
      if (part) parts.push(part);
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const read = await reader?.read();
    if (!read || read.done) return;
    parser.feed(read.value);
    if (parts.length > 0) add(parts);
    parts = [];
  }
}

function joined(answer: Answer, parts: readonly AnswerPart[]): Partial<Answer> {
  let { text, reasoning, tokens, finishReason, failure } = answer;
  for (const part of parts) {
    text += part.text;
    reasoning += part.reasoning;
    tokens = part.tokens ?? tokens;
    finishReason = part.finishReason ?? finishReason;
    if (part.error !== null) failure = answerFailure(part.error);
  }
  return { text, reasoning, tokens, finishReason, failure };
}
