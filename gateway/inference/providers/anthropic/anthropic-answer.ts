import { readBody } from "../../read-body";
import { SseSplitter } from "../../sse-events";
import type { AnswerBody } from "../../upstream-exchange";
import { brokenAnswer } from "../../upstream-failure";
import { fromMessage } from "./from-message";
import { MessageStream } from "./message-stream";

const answerBytesMax = 64 * 1024 * 1024;
const eventBytesMax = 8 * 1024 * 1024;

/** The answer of the Messages API, read as if it were a chat completion. */
export function anthropicAnswer(
  body: AnswerBody,
  { isEventStream, createdSeconds }: { isEventStream: boolean; createdSeconds: number },
): AnswerBody {
  return {
    destroy: () => body.destroy(),
    read: isEventStream
      ? (take) => {
          const stream = new MessageStream(createdSeconds);
          const splitter = new SseSplitter();
          return body.read((chunk) => {
            const translated = splitter
              .push(chunk)
              .flatMap(({ data }) => (data ? stream.translate(data.toString("utf8")) : []))
              .map((data) => `data: ${data}\n\n`);
            if (splitter.pendingBytes > eventBytesMax) throw brokenAnswer("sent too large a chunk");
            return translated.length === 0 ? true : take(Buffer.from(translated.join("")));
          });
        }
      : async (take) => {
          const json = await readBody(body, answerBytesMax);
          await take(Buffer.from(JSON.stringify(fromMessage(parse(json), createdSeconds))));
        },
  };
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString("utf8"));
  } catch (cause) {
    throw brokenAnswer("sent an answer that is not valid JSON", cause);
  }
}
