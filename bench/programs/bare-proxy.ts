import { createServer, type ServerResponse } from "node:http";
import { Agent } from "undici";

/** What every figure is compared with: node:http in front of undici, no policy at all. */
export function createBareProxy(upstreamUrl: string) {
  const agent = new Agent({ connections: 128, pipelining: 1 });
  return createServer((request, response) => {
    agent
      .stream(
        {
          origin: upstreamUrl,
          path: request.url ?? "/",
          method: "POST",
          headers: { "content-type": "application/json" },
          body: request,
          opaque: response,
        },
        ({ statusCode, headers, opaque }) => {
          const target = opaque as ServerResponse;
          target.writeHead(statusCode, { "content-type": headers["content-type"] ?? "" });
          return target;
        },
      )
      .catch(() => response.destroy());
  });
}
