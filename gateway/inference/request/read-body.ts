import type { AnswerBody } from "../answer-body";
import { concatInTurns } from "./concat-in-turns";

/** The body that was being read is larger than allowed; its connection was given up. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** All bytes of a body. `onData` hears of the first. @throws BodyTooLargeError and what broke it */
export async function readBody(
  body: AnswerBody,
  bytesMax: number,
  onData = () => {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await body.read((chunk) => {
    if (chunks.length === 0) onData();
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLargeError(`more than ${bytesMax} bytes`);
    return true;
  });
  const [first] = chunks;
  return first && chunks.length === 1 ? first : concatInTurns(chunks);
}

/** What there is of a body, at most `bytesMax` of it: a part is better than nothing. */
export async function readStart(body: AnswerBody, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const reading = body.read((chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    return bytes < bytesMax;
  });
  await reading.catch(() => {});
  return Buffer.concat(chunks).subarray(0, bytesMax);
}
