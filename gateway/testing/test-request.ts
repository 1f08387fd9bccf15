import type { FastifyInstance } from "fastify";

export interface TestRequest {
  /** Sent as `Api-Key`; absent = no Authorization header. */
  key?: string | undefined;
  /** JSON-encoded, unless it is a string or a Buffer: those are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  /** The parsed body; undefined where it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on whatever came back.
  json: any;
}

/** One request through the whole app, without a network. */
export async function injectInto(
  app: FastifyInstance,
  method: string,
  path: string,
  { key, body, headers = {} }: TestRequest = {},
): Promise<TestAnswer> {
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  const payload = body === undefined ? undefined : isRaw ? body : JSON.stringify(body);
  const response = await app.inject({
    // Fastify's type knows the usual methods only; tests send others too.
    method: method as "GET",
    url: path,
    headers: {
      ...(key === undefined ? {} : { authorization: `Api-Key ${key}` }),
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const text = response.payload;
  return { status: response.statusCode, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
