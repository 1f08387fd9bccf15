import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { z } from "zod";
import { bundleEntry } from "./bundle";

const source = `
  import { startRedisServer } from "./gateway/testing/redis-server";
  const server = await startRedisServer();
  process.send({ port: server.port });
  setInterval(() => {}, 1_000);
`;
const started = z.object({ port: z.number() });

test("a Redis ends with the test that started it, even when that is killed", async () => {
  const child = fork(await bundleEntry({ source }), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = await once(child, "message");
  const { port } = started.parse(message);
  expect(await answers(port)).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => answers(port), { timeout: 60_000, interval: 50 }).toBe(false);
});

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
