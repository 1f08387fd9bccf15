import { type Dispatcher, request } from "undici";
import type { GatewayConfig } from "../../config";
import { AddressRefusedError, checkUpstreamUrl } from "../../platform/http/address-guard";
import { AppError } from "../../platform/http/app-error";

const shownBytesMax = 1_024;

export interface Sent {
  /** Null where no answer came. */
  httpStatus: number | null;
  /** The first 1 KiB of the answer. */
  response: Buffer | null;
  /** Null where the receiver accepted. Holds nothing that was sent. */
  error: string | null;
}

/** One POST. Redirects are not followed. Never throws: what went wrong is in `error`. */
export async function sendAttempt(
  config: GatewayConfig,
  connections: Dispatcher,
  attempt: { id: string; url: string; body: Buffer; signature: string; signal: AbortSignal },
): Promise<Sent> {
  try {
    checkUpstreamUrl(config, attempt.url, "url");
    const answer = await request(attempt.url, {
      dispatcher: connections,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": `headgate/${config.version}`,
        "x-baseten-signature": attempt.signature,
        "x-baseten-request-id": attempt.id,
      },
      body: attempt.body,
      signal: attempt.signal,
    });
    return {
      httpStatus: answer.statusCode,
      response: await firstBytes(answer.body),
      error: describeStatus(answer.statusCode),
    };
  } catch (error) {
    return { httpStatus: null, response: null, error: describe(error) };
  }
}

/** The status is the answer: a body that breaks off or never ends changes nothing about it. */
async function firstBytes(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) break;
      chunks.push(chunk.subarray(0, shownBytesMax - bytes));
      bytes += chunk.length;
      if (bytes >= shownBytesMax) break;
    }
  } catch {
    // What came until then is shown.
  }
  return Buffer.concat(chunks);
}

function describeStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `HTTP ${status}: redirects are not followed`;
  return `HTTP ${status}`;
}

function describe(error: unknown): string {
  if (error instanceof AddressRefusedError || error instanceof AppError) return "address refused";
  if (!(error instanceof Error)) return "connection failed";
  if (error.name === "TimeoutError" || error.name === "ConnectTimeoutError") return "time-out";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return `connection failed: ${code.slice(0, 64)}`;
}
