import { ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import {
  badHttp,
  headersTooLarge,
  type PlainFailure,
  plainFailureBody,
  tooSlow,
} from "./plain-failure";
import { toPath } from "./plane";

interface ClientError extends Error {
  code?: string;
  /** What was being read. */
  rawPacket?: unknown;
}

/** What is still on its way is taken for so long: an answer is lost where a connection is reset. */
const lingerMs = 2_000;

/** Answers what node:http could not read as a request, in the shape that its reader knows. */
export function createClientErrorHandler(
  newRequestId: () => string,
): (error: ClientError, socket: Duplex) => void {
  const answered = new WeakSet<Duplex>();
  return (error, socket) => {
    // The parser fails again at whatever follows.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    endWithFailure(socket, toFailure(error.code), pathIn(error.rawPacket), newRequestId());
  };
}

/** Answers on a connection that can't be used for anything else. */
export function endWithFailure(
  socket: Duplex,
  failure: PlainFailure,
  path: string | undefined,
  requestId: string,
): void {
  const body = plainFailureBody(failure, path);
  const lines = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
    `x-request-id: ${requestId}`,
    "content-type: application/json; charset=utf-8",
    "cache-control: no-store",
    "connection: close",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function toFailure(code: string | undefined): PlainFailure {
  if (code === "HPE_HEADER_OVERFLOW") return headersTooLarge;
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? tooSlow : badHttp;
}

/** Bytes in the middle of another answer would only break that. */
function isAnswering(socket: Duplex): boolean {
  const answer: unknown = Reflect.get(socket, "_httpMessage");
  return answer instanceof ServerResponse && answer.headersSent;
}

function pathIn(packet: unknown): string | undefined {
  if (!Buffer.isBuffer(packet)) return undefined;
  const [, target] = /^[A-Z-]{1,20} (\S+) HTTP\//.exec(packet.toString("latin1")) ?? [];
  return target && toPath(target);
}
