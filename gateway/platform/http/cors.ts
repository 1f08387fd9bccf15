import type { IncomingMessage, ServerResponse } from "node:http";
import { isInferencePath, toPath } from "./plane";

const exposed = [
  "x-request-id",
  "x-client-request-id",
  "retry-after",
  "x-should-retry",
  ...["limit", "remaining", "reset"].flatMap((what) =>
    ["requests", "tokens"].map((of) => `x-ratelimit-${what}-${of}`),
  ),
].join(", ");
const methods = "GET, HEAD, POST";
const keptSeconds = "600";
const headerNames = /^[a-z0-9!#$%&'*+.^_`|~, -]{1,4096}$/i;

/** Lets browsers of these origins call the inference plane. Source: Fetch, "HTTP-CORS protocol". */
export function createCors(
  origins: readonly string[],
  newRequestId: () => string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isAny = origins.includes("*");
  /** True when it was a browser's question whether it may call, which is answered then. */
  return (request, response) => {
    const { origin } = request.headers;
    if (origin === undefined || !isInferencePath(toPath(request.url ?? ""))) return false;
    // What is kept for one origin must not be taken for another's.
    response.setHeader("vary", "Origin");
    if (!isAny && !origins.includes(origin.toLowerCase())) return false;
    response.setHeader("access-control-allow-origin", isAny ? "*" : origin);
    const isQuestion =
      request.method === "OPTIONS" &&
      request.headers["access-control-request-method"] !== undefined;
    if (!isQuestion) {
      response.setHeader("access-control-expose-headers", exposed);
      return false;
    }
    const asked = request.headers["access-control-request-headers"];
    response.setHeader("access-control-allow-methods", methods);
    if (asked && headerNames.test(asked)) {
      response.setHeader("access-control-allow-headers", asked);
    }
    response.setHeader("access-control-max-age", keptSeconds);
    response.setHeader("x-request-id", newRequestId());
    response.writeHead(204).end();
    return true;
  };
}
