import type { IncomingMessage } from "node:http";

/** Of a body that is too large, so much more is taken and thrown away. */
const bytesMax = 256 * 1024 ** 2;
const patienceMs = 30_000;

/**
 * Takes the rest of a request that is refused. Most clients read an answer only when they have sent
 * all, and lose it where the connection is closed before. False where there is more than is taken.
 */
export function drainRequest(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return Promise.resolve(true);
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (isWhole: boolean) => {
      clearTimeout(timer);
      request.off("data", take).off("end", whole).off("close", broken).off("error", broken);
      if (!isWhole) request.pause();
      resolve(isWhole);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) end(false);
    };
    const whole = () => end(true);
    const broken = () => end(false);
    const timer = setTimeout(broken, patienceMs);
    request.on("data", take).once("end", whole).once("close", broken).once("error", broken);
    request.resume();
  });
}
