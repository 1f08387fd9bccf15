import { EventEmitter } from "node:events";
import { Command, Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { awaitReturn, isBack } from "./await-return";
import { commandMsDefault } from "./open-redis";
import { timedOut, watchCommands } from "./redis-patience";

const promisedMs = 250;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "clearTimeout", "performance"] });
});
afterEach(() => vi.useRealTimers());

/** What became of a command that is watched from now on, and when. */
function ask(watch: (command: Command) => void) {
  const askedMs = performance.now();
  const command = new Command("evalsha");
  const asked = { command, afterMs: Number.NaN, said: "" };
  command.promise.catch((error: Error) => {
    asked.said = error.message;
    asked.afterMs = performance.now() - askedMs;
  });
  watch(command);
  return asked;
}

describe("case 13: a Redis that is silent is given up in time", () => {
  test.each([0, 1, 12, 24, 25, 26, 130, 224, 250, 275, 300, 350, 400, 424, 449, 451, 600])(
    "a command that is asked %i ms after another has its whole patience, and no more than 250 ms",
    async (laterMs) => {
      const watch = watchCommands(commandMsDefault);
      const first = ask(watch);
      await vi.advanceTimersByTimeAsync(laterMs);
      const second = ask(watch);
      await vi.advanceTimersByTimeAsync(1_000);
      for (const { said, afterMs } of [first, second]) {
        expect(said).toBe(timedOut);
        expect(afterMs).toBeGreaterThanOrEqual(commandMsDefault);
        expect(afterMs).toBeLessThanOrEqual(promisedMs);
      }
    },
  );

  test("each of commands that come all the time has the same patience", async () => {
    const watch = watchCommands(commandMsDefault);
    const asked: ReturnType<typeof ask>[] = [];
    for (let at = 0; at < 1_000; at += 7) {
      asked.push(ask(watch));
      await vi.advanceTimersByTimeAsync(7);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    const waits = asked.map(({ afterMs }) => afterMs);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(commandMsDefault);
    expect(Math.max(...waits)).toBeLessThanOrEqual(promisedMs);
  });

  test("what is answered is left alone, and with nothing asked nothing runs", async () => {
    const watch = watchCommands(commandMsDefault);
    const asked = ask(watch);
    await vi.advanceTimersByTimeAsync(190);
    asked.command.resolve(Buffer.from("1"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.said).toBe("");
    expect(vi.getTimerCount()).toBe(0);
  });
});

test.each([
  ["is there again", 60, true],
  ["stays away", Number.POSITIVE_INFINITY, false],
])(
  "case 13: a connection that was cut and %s is waited for half as long, once for all",
  async (_name, backMs, expected) => {
    const redis = Object.assign(Object.create(Redis.prototype), EventEmitter.prototype, {
      status: "reconnecting",
    });
    EventEmitter.call(redis);
    awaitReturn(redis, commandMsDefault / 2);
    redis.emit("ready");
    const answers: { back: boolean; afterMs: number }[] = [];
    const startMs = performance.now();
    for (let call = 0; call < 3; call++) {
      void isBack(redis).then((back) =>
        answers.push({ back, afterMs: performance.now() - startMs }),
      );
    }
    await vi.advanceTimersByTimeAsync(Math.min(backMs, 60));
    if (expected) redis.emit("ready");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(answers).toHaveLength(3);
    for (const { back, afterMs } of answers) {
      expect(back).toBe(expected);
      // A faked turn of the event loop takes a millisecond.
      expect(afterMs).toBeLessThanOrEqual(commandMsDefault / 2 + 1);
    }
  },
);
