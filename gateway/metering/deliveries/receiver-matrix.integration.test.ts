import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createWebhookFixture,
  type Receive,
  type WebhookFixture,
} from "../../testing/webhook-fixture";
import type { WebhookDispatcher } from "./webhook-dispatcher";

let fixture: WebhookFixture;
let dispatcher: WebhookDispatcher;
/** Of each attempt: how long it may last, and its end for having lasted so long. */
let timeOuts: { ms: number; expire: () => void }[];

beforeEach(async () => {
  timeOuts = [];
  // No attempt ends because this machine is slow.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const controller = new AbortController();
    const reason = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    timeOuts.push({ ms, expire: () => controller.abort(reason) });
    return controller.signal;
  });
  fixture = await createWebhookFixture();
  await fixture.setUp();
  dispatcher = fixture.dispatcher();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fixture.close();
});

const deliveries = async () =>
  (
    await fixture.gateway.inject("GET", "/v1/gateway/webhooks/deliveries", {
      key: fixture.gateway.managementKey,
    })
  ).json.items;

/** Second by second for half a minute; answers when each attempt came, and the delivery's end. */
async function run(receive: Receive) {
  fixture.receive(receive);
  await fixture.record(1);
  const began = fixture.gateway.clock.now();
  for (let second = 0; second < 30; second += 1) {
    await fixture.turn(dispatcher);
    fixture.gateway.clock.advance(1_000);
  }
  const [delivery] = await deliveries();
  return { seconds: fixture.pushes.map(({ atMs }) => (atMs - began) / 1_000), delivery };
}

const answer =
  (status: number, headers = {}): Receive =>
  (_push, response) => {
    response.writeHead(status, headers).end(`status ${status}`);
  };

describe("a receiver's answer decides", () => {
  test("2xx delivers, at once and once", async () => {
    for (const status of [200, 204, 299]) {
      fixture.pushes.length = 0;
      const { seconds, delivery } = await run(answer(status));
      expect(seconds).toEqual([0]);
      expect(delivery).toMatchObject({
        status: "delivered",
        last_status: status,
        last_error: null,
      });
    }
  });

  test("5xx retries after 1, 2, 4 and 5 s, and gives up before 15 s are over", async () => {
    const { seconds, delivery } = await run(answer(500));
    expect(seconds).toEqual([0, 1, 3, 7, 12]);
    expect(delivery).toMatchObject({
      status: "dead_letter",
      attempt_count: 5,
      last_error: "HTTP 500",
    });
  });

  test("any 4xx ends it at once, 429 and 410 included", async () => {
    for (const status of [400, 410, 429]) {
      fixture.pushes.length = 0;
      const { seconds, delivery } = await run(answer(status));
      expect(seconds).toEqual([0]);
      expect(delivery).toMatchObject({ status: "dead_letter", last_status: status });
    }
  });

  test("3xx is a failure like 5xx, and nobody goes where it points", async () => {
    let followed = 0;
    const { seconds, delivery } = await run((_push, response, request) => {
      if (request.url !== "/hook") followed += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(followed).toBe(0);
    expect(seconds).toEqual([0, 1, 3, 7, 12]);
    expect(delivery).toMatchObject({ status: "dead_letter", last_status: 302 });
  });

  test("a reset connection retries like 5xx", async () => {
    const { seconds, delivery } = await run((_push, _response, request) => {
      request.socket.resetAndDestroy();
    });
    expect(seconds).toEqual([0, 1, 3, 7, 12]);
    expect(delivery).toMatchObject({ status: "dead_letter", last_status: null });
    expect(delivery.last_error).toMatch(/^connection failed: /);
  });

  test("no answer is a time-out: its time counts against the 15 s", async () => {
    const { clock } = fixture.gateway;
    const { seconds, delivery } = await run(() => {
      const { ms, expire } = timeOuts.at(-1) ?? { ms: 0, expire: () => {} };
      clock.advance(ms);
      expire();
    });
    expect(seconds).toEqual([0, 11]);
    expect(timeOuts.map(({ ms }) => ms)).toEqual([10_000, 4_000]);
    expect(delivery).toMatchObject({ status: "dead_letter", last_error: "time-out" });
  });

  test("a slow answer within the time-out delivers", async () => {
    const { clock } = fixture.gateway;
    const { seconds, delivery } = await run((_push, response) => {
      clock.advance(9_000);
      response.end("late");
    });
    expect(seconds).toEqual([0]);
    expect(delivery).toMatchObject({ status: "delivered" });
  });

  test("a receiver that recovers gets what it refused before", async () => {
    let calls = 0;
    const { seconds, delivery } = await run((_push, response) => {
      calls += 1;
      response.writeHead(calls < 3 ? 503 : 200).end();
    });
    expect(seconds).toEqual([0, 1, 3]);
    expect(delivery).toMatchObject({ status: "delivered", attempt_count: 3 });
  });
});
