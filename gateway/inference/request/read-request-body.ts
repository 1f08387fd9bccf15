import type { IncomingMessage } from "node:http";
import { comesAsItIs } from "../../platform/http/comes-as-it-is";
import { drainRequest } from "../../platform/http/drain-request";
import { invalidRequest, requestTooLarge, unsupportedEncoding } from "../errors/inference-error";
import { concatInTurns } from "./concat-in-turns";

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The bytes of a request, none where it has no body. @throws InferenceError 400, 413, 415 */
export function readRequestBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { headers } = request;
    if (!comesAsItIs(headers)) {
      reject(unsupportedEncoding());
      return;
    }
    if (Number(headers["content-length"]) > bytesMax) {
      refuse(request, reject);
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else {
        request.off("data", take);
        refuse(request, reject);
      }
    };
    request.on("data", take);
    request.once("end", () => {
      if (bytes > bytesMax) return;
      const [first] = chunks;
      if (first && chunks.length === 1) resolve(withoutMark(first));
      else resolve(Promise.resolve(concatInTurns(chunks)).then(withoutMark));
    });
    request.once("error", (cause) =>
      reject(invalidRequest("The request could not be read.", undefined, cause)),
    );
  });
}

function refuse(request: IncomingMessage, reject: (error: unknown) => void): void {
  void drainRequest(request).then((isAllRead) => reject(requestTooLarge(isAllRead)));
}

/** Some editors and libraries write one; JSON may be read without it (RFC 8259, 8.1). */
function withoutMark(bytes: Buffer): Buffer {
  const isMarked = bytes[0] === byteOrderMark[0] && bytes.subarray(0, 3).equals(byteOrderMark);
  return isMarked ? bytes.subarray(3) : bytes;
}
