import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createClientErrorHandler, endWithFailure } from "./client-errors";
import { createCors } from "./cors";
import {
  noHost,
  type PlainFailure,
  plainFailureBody,
  twoHosts,
  unknownMethod,
  unmetExpectation,
} from "./plain-failure";
import { originForm, toPath } from "./plane";

/** What is the same for every request, before any route: what node:http would answer by itself, and browsers. */
export interface ServerEdge {
  /** False where the request is answered already. */
  admits(request: IncomingMessage, response: ServerResponse): boolean;
  /** Fastify's `clientErrorHandler`. */
  onClientError: ReturnType<typeof createClientErrorHandler>;
  watch(server: Server): void;
}

const slash = 0x2f;

export function createServerEdge(
  newRequestId: () => string,
  corsOrigins: readonly string[],
): ServerEdge {
  const answerBrowser = corsOrigins.length > 0 ? createCors(corsOrigins, newRequestId) : undefined;

  function refuse(request: IncomingMessage, response: ServerResponse, failure: PlainFailure): void {
    const body = plainFailureBody(failure, toPath(request.url ?? ""));
    response.writeHead(failure.status, [
      "x-request-id",
      newRequestId(),
      "content-type",
      "application/json; charset=utf-8",
      "cache-control",
      "no-store",
      "content-length",
      String(Buffer.byteLength(body)),
    ]);
    response.end(body);
  }

  return {
    admits(request, response) {
      const { url = "", rawHeaders } = request;
      const hosts = countHosts(rawHeaders);
      if (hosts > 1 || (hosts === 0 && request.httpVersionMinor === 1)) {
        refuse(request, response, hosts > 1 ? twoHosts : noHost);
        return false;
      }
      if (url.charCodeAt(0) !== slash && url !== "*") request.url = originForm(url);
      return !answerBrowser?.(request, response);
    },
    onClientError: createClientErrorHandler(newRequestId),
    watch(server) {
      server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) =>
        refuse(request, response, unmetExpectation),
      );
      server.on("connect", (_request, socket) =>
        endWithFailure(socket, unknownMethod, undefined, newRequestId()),
      );
    },
  };
}

/** Which of them is meant would be read otherwise by others on the way (RFC 9112, 3.2). */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts;
}
