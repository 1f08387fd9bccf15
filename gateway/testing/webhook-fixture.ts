import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  openWebhookDispatcher,
  type WebhookDispatcher,
  type WebhookDispatcherOptions,
} from "../metering/deliveries/webhook-dispatcher";
import { insertEvents } from "../metering/ledger/event-store";
import type { LedgerRow } from "../metering/ledger/ledger";
import { createPartitions } from "../metering/ledger/partition-store";
import { createIds } from "../platform/process/create-ids";
import { createTestGateway, type TestGateway } from "./test-gateway";

export interface ReceivedPush {
  id: string;
  signature: string;
  body: Buffer;
  /** On the gateway's clock. */
  atMs: number;
}

export type Receive = (
  push: ReceivedPush,
  response: ServerResponse,
  request: IncomingMessage,
) => void;

export interface WebhookFixture {
  gateway: TestGateway;
  /** Every push, in the order of arrival. */
  pushes: ReceivedPush[];
  url: string;
  /** How the receiver answers from now on; 200 until it is said. */
  receive(how: Receive): void;
  /** Where nobody listens. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** Sets up the webhook; answers its secret. */
  setUp(url?: string): Promise<string>;
  /** Appends events; answers their keys. */
  record(count: number, change?: Partial<LedgerRow>): Promise<string[]>;
  /** Closed with the fixture. */
  dispatcher(options?: WebhookDispatcherOptions): WebhookDispatcher;
  /** One step and everything that it began. */
  turn(dispatcher: WebhookDispatcher): Promise<void>;
  close(): Promise<void>;
}

/** A gateway over a real database, and a real receiver on loopback. */
export async function createWebhookFixture(): Promise<WebhookFixture> {
  const gateway = await createTestGateway();
  await gateway.db.transaction((tx) => createPartitions(tx, Date.now(), 1));
  const ids = createIds();
  const pushes: ReceivedPush[] = [];
  const dispatchers: WebhookDispatcher[] = [];
  let receive: Receive = (_push, response) => response.end("thanks");

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const push = {
      id: String(request.headers["x-baseten-request-id"]),
      signature: String(request.headers["x-baseten-signature"]),
      body: Buffer.concat(chunks),
      atMs: gateway.clock.now(),
    };
    pushes.push(push);
    receive(push, response, request);
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const hangUp = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const fixture: WebhookFixture = {
    gateway,
    pushes,
    url: `http://127.0.0.1:${port}/hook`,
    receive: (how) => {
      receive = how;
    },
    goDown: hangUp,
    comeBack: () => listen(port),
    async setUp(url = fixture.url) {
      const { json } = await gateway.inject("PUT", "/v1/gateway/webhooks/settings", {
        key: gateway.managementKey,
        body: { url },
      });
      return json.secret;
    },
    async record(count, change = {}) {
      const now = Date.now();
      const rows = Array.from({ length: count }, () => ({
        idempotencyKey: ids.ulid(now),
        workspaceId: gateway.workspaceId,
        groupId: "grp_1",
        groupPath: ["grp_1"],
        cascading: false,
        externalEntityId: "customer",
        apiKeyPrefix: "sky_aaaaaaaaaaaa",
        modelSlug: "acme/m",
        requestId: ids.create("req"),
        requestMetadata: null,
        admittedAt: now,
        timestamp: now,
        inputTokens: 10,
        outputTokens: 5,
        cachedInputTokens: 2,
        estimated: false,
        outcome: "completed" as const,
        billable: true,
        ...change,
      }));
      await insertEvents(gateway.db, rows);
      return rows.map((row) => row.idempotencyKey);
    },
    dispatcher(options = {}) {
      const dispatcher = openWebhookDispatcher(gateway.deps, { pollMs: null, ...options });
      dispatchers.push(dispatcher);
      return dispatcher;
    },
    async turn(dispatcher) {
      await dispatcher.step();
      await dispatcher.idle();
    },
    async close() {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.close(0)));
      await hangUp();
      await gateway.close();
    },
  };
  return fixture;
}
