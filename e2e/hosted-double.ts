import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostedAnswer, HostedRequest, HostedState } from "./doubles/hosted-answers";
import { answerHostedChat } from "./doubles/hosted-chat";
import { hostedEndpointRoutes } from "./doubles/hosted-endpoints";
import { hostedGroupRoutes } from "./doubles/hosted-groups";

export interface RecordedCall {
  method: string;
  path: string;
  status: number;
}

export interface HostedApi {
  url: string;
  managementKey: string;
  /** From now on the management key is one of scope view: it may list groups, nothing else. */
  treatAsViewKey(isViewKey: boolean): void;
  /** From now on the list of groups answers 404, as a wrong address does. */
  breakGroupList(isBroken: boolean): void;
  state: HostedState;
  calls: RecordedCall[];
  close(): Promise<void>;
}

/**
 * The hosted service as spec/gateway-api.md describes it, in memory: no extension fields, no
 * extension paths, unknown query parameters ignored, error bodies of its own for 401, 403 and
 * unknown paths. A view key may only list groups.
 */
export async function startHostedApi(): Promise<HostedApi> {
  let counter = 0;
  const state: HostedState = {
    groups: new Map(),
    keys: new Map(),
    endpoints: new Map(),
    secrets: new Map(),
    apiKeys: new Map(),
    events: [],
    nextId: (kind) => `${kind}${String(++counter).padStart(7, "0")}`,
  };
  const calls: RecordedCall[] = [];
  const managementKey = "hosted-double.management-key";
  let isViewKey = false;
  let isGroupListBroken = false;

  async function answer(request: IncomingMessage): Promise<NonNullable<HostedAnswer>> {
    const url = new URL(request.url ?? "/", "http://double");
    const method = request.method ?? "GET";
    const credential = /^(?:Api-Key|Bearer) (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (credential !== managementKey) {
      return { status: 401, body: { error: "invalid api key" } };
    }
    const listsGroups = method === "GET" && url.pathname === "/v1/gateway/groups";
    if (isGroupListBroken && listsGroups) return { status: 404, body: "not found" };
    if (isViewKey && !listsGroups) return { status: 403, body: "Forbidden" };
    const call: HostedRequest = {
      method,
      path: url.pathname,
      query: url.searchParams,
      body: await readJson(request),
    };
    const found = hostedGroupRoutes(state, call) ?? hostedEndpointRoutes(state, call);
    return found ?? { status: 404, body: "<html><body>404 page not found</body></html>" };
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const method = request.method ?? "GET";
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (path === "/v1/chat/completions") {
      calls.push({ method, path, status: answerHostedChat(state, request, response) });
      return;
    }
    const { status, body } = await answer(request);
    calls.push({ method, path, status });
    const isText = typeof body === "string";
    response.writeHead(status, { "content-type": isText ? "text/html" : "application/json" });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    managementKey,
    treatAsViewKey: (is) => {
      isViewKey = is;
    },
    breakGroupList: (is) => {
      isGroupListBroken = is;
    },
    state,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}
