import { expect, test } from "vitest";
import { startRedisServer } from "../../gateway/testing/redis-server";
import { measureRedisDecision } from "./measure-redis-decision";

test("a decision over five levels costs a small multiple of the least that any script costs", async () => {
  const server = await startRedisServer();
  try {
    const { ratio, fiveLevelsPerSecond } = await measureRedisDecision(server.url, 100);
    console.log(`decisions over Redis: ${Math.round(fiveLevelsPerSecond)}/s, ${ratio.toFixed(2)}`);
    // The goal is 0.4; machines that run more than this test are allowed to be worse.
    expect(ratio).toBeGreaterThan(0.1);
  } finally {
    await server.close();
  }
});
