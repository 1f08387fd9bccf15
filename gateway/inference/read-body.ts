import type { Readable } from "node:stream";

/** The body that was being read is larger than allowed; its connection was given up. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** All bytes of a body. `onData` hears of the first. @throws BodyTooLargeError and stream errors */
export function readBody(body: Readable, bytesMax: number, onData = () => {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on("data", (chunk: Buffer) => {
      if (chunks.length === 0) onData();
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) {
        reject(new BodyTooLargeError(`more than ${bytesMax} bytes`));
        body.destroy();
      }
    });
    body.once("end", () => {
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    body.once("error", reject);
    body.once("close", () => reject(new Error("the body ended before it was complete")));
  });
}
