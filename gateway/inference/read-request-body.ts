import type { IncomingMessage } from "node:http";
import { concatInTurns } from "./concat-in-turns";
import { invalidRequest, requestTooLarge } from "./inference-error";

/** The bytes of a request, none where it has no body. @throws InferenceError 400, 413 */
export function readRequestBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"]) > bytesMax) {
      reject(requestTooLarge());
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else {
        request.pause();
        reject(requestTooLarge());
      }
    });
    request.once("end", () => {
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : concatInTurns(chunks));
    });
    request.once("error", (cause) =>
      reject(invalidRequest("The request could not be read.", undefined, cause)),
    );
  });
}
