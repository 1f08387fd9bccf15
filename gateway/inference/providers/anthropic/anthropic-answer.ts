import { type SseEvent, SseSplitter } from "../../answer/sse-events";
import type { AnswerBody } from "../../answer-body";
import { readBody } from "../../request/read-body";
import { brokenAnswer } from "../../upstream/upstream-failure";
import type { AnswerOptions } from "../answer-options";
import { fromMessage } from "./from-message";
import { MessageStream } from "./message-stream";

const answerBytesMax = 64 * 1024 * 1024;
const eventBytesMax = 8 * 1024 * 1024;

/** The answer of the Messages API, read as if it were a chat completion. */
export function anthropicAnswer(body: AnswerBody, options: AnswerOptions): AnswerBody {
  return {
    destroy: () => body.destroy(),
    read: options.isEventStream
      ? async (take) => {
          const stream = new MessageStream(options);
          const splitter = new SseSplitter();
          let wantsMore = true;
          await body.read((chunk) => {
            const events = translated(stream, splitter.push(chunk));
            if (splitter.pendingBytes > eventBytesMax) throw brokenAnswer("sent too large a chunk");
            if (events.length === 0) return true;
            const wanted = take(toBytes(events));
            if (wanted === true) return true;
            return Promise.resolve(wanted).then((more) => {
              wantsMore = more;
              return more;
            });
          });
          // Some servers leave the last blank line out, or the last event.
          const rest = wantsMore ? translated(stream, splitter.end()) : [];
          const last = wantsMore ? [...rest, ...stream.finish()] : [];
          if (last.length > 0) await take(toBytes(last));
        }
      : async (take) => {
          const json = await readBody(body, answerBytesMax);
          await take(Buffer.from(JSON.stringify(fromMessage(json, options))));
        },
  };
}

function translated(stream: MessageStream, events: readonly SseEvent[]): string[] {
  return events.flatMap(({ data }) => (data ? stream.translate(data) : []));
}

function toBytes(events: readonly string[]): Buffer {
  return Buffer.from(events.map((data) => `data: ${data}\n\n`).join(""));
}
