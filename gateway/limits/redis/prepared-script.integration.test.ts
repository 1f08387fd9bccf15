import { afterAll, beforeAll, expect, test } from "vitest";
import { connectRedis, nothing, ownNamespace } from "../../testing/redis-fixture";
import { type RedisServer, startRedisServer } from "../../testing/redis-server";
import { openRedis } from "./open-redis";
import { createRedisCounterStore } from "./redis-counter-store";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.close());

test("an answer that came while the process was busy counts, however long that was", async () => {
  const namespace = ownNamespace();
  const patient = await connectRedis([server.url]);
  const redis = openRedis([server.url], { commandMs: 100 });
  await createRedisCounterStore({ redis: patient, namespace }).rebuild(nothing());
  const store = createRedisCounterStore({ redis, namespace });
  const reserve = (reservationId: string) =>
    store.reserve({
      reservationId,
      rootGroupId: "grp_a",
      slug: "acme/model",
      chain: [],
      tokens: 1,
      tokensMin: 1,
      meteredGroupIds: ["grp_a"],
    });
  await expect
    .poll(() =>
      reserve("rsv_0").then(
        ({ admitted }) => admitted,
        () => false,
      ),
    )
    .toBe(true);
  for (let round = 1; round <= 10; round++) {
    const decided = reserve(`rsv_${round}`);
    // Sent, and then nobody looks at the socket.
    await new Promise((resolve) => setImmediate(resolve));
    for (const start = performance.now(); performance.now() - start < 150; );
    expect((await decided).admitted).toBe(true);
  }
  redis.disconnect();
  patient.disconnect();
});
