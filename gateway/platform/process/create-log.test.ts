import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "./create-log";
import { createLogSink } from "./log-sink";

let lines: string[];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "Date"] });
  lines = [];
});
afterEach(() => vi.useRealTimers());

const sink = { write: (line: string) => void lines.push(line) };
const failure = (n: number) => new Error(`connect ECONNREFUSED 10.0.0.${n % 250}`);

/** What callers can make a gateway write, a hundred times a second for six minutes. */
const storms: Record<string, (log: ReturnType<typeof createLog>, n: number) => void> = {
  "a failure of the model": (log, n) => log.warn({ err: failure(n), reqId: n }, "the model failed"),
  "an error alone": (log) => log.error(new Error("the same")),
  "a text alone": (log) => log.warn("something"),
  "a child's line": (log, n) => log.child({ reqId: n }).warn({ n }, "something"),
  "a message of its own each": (log, n) => log.warn(`request ${n} failed`),
};

test.each(Object.entries(storms))(
  "case 42: %s, 36,000 times in six minutes, is a few lines a minute and says how many there were",
  (_name, storm) => {
    const log = createLog("info", sink);
    let summedUp = 0;
    for (let n = 0; n < 36_000; n++) {
      storm(log, n);
      if (n % 100 === 99) vi.advanceTimersByTime(1_000);
    }
    vi.advanceTimersByTime(120_000);
    for (const line of lines) summedUp += JSON.parse(line).leftOut ?? 0;
    expect(lines.length).toBeLessThan(8 * 400);
    expect(lines.join("").length).toBeLessThan(2 * 1024 ** 2);
    const told = lines.filter((line) => JSON.parse(line).leftOut === undefined).length;
    expect(told + summedUp).toBe(36_000);
  },
  60_000,
);

test("case 42: a summary names the message; other messages are written beside a storm, and the end always", () => {
  const log = createLog("info", sink);
  for (let n = 0; n < 1_254; n++) log.warn({ n }, "the model failed");
  log.warn("Redis is away");
  log.fatal("the gateway can't go on");
  vi.advanceTimersByTime(61_000);
  const messages = lines.map((line) => JSON.parse(line).msg);
  expect(messages).toContain("Redis is away");
  expect(messages).toContain("the gateway can't go on");
  expect(messages.at(-1)).toBe("… 1,234 more of these in the last minute: the model failed");
});

test("case 84: on a full disk log lines are lost and counted, what was written stays readable, and it goes on by itself", () => {
  let room = Number.POSITIVE_INFINITY;
  let written = "";
  const disk = createLogSink(1, (_fd, bytes) => {
    const fits = Math.min(room, bytes.length);
    if (fits === 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    room -= fits;
    written += bytes.subarray(0, fits).toString();
    return fits;
  });
  const log = createLog("info", disk);
  log.info("before");
  room = 10;
  for (let n = 0; n < 5; n++) log.info({ n }, "meanwhile");
  expect(disk.lostLines).toBe(5);
  room = Number.POSITIVE_INFINITY;
  log.info("afterwards");
  const messages = written
    .split("\n")
    .filter(Boolean)
    .map((line) => (line.endsWith("}") ? JSON.parse(line).msg : "cut"));
  expect(messages).toEqual(["before", "cut", "log lines were lost", "afterwards"]);
  expect(disk.lostLines).toBe(5);
});

test.each(["ENOSPC", "EDQUOT", "EIO", "EPIPE", "EAGAIN", "EFBIG"])(
  "case 84: a log that fails with %s ends nothing",
  (code) => {
    const sinkOf = createLogSink(1, () => {
      throw Object.assign(new Error(code), { code });
    });
    createLog("info", sinkOf).error("x");
    expect(sinkOf.lostLines).toBe(1);
  },
);

test("case 42: a line is bounded, however much somebody wrote into it", () => {
  const text: string[] = [];
  const bounded = createLogSink(1, (_fd, bytes) => {
    text.push(bytes.toString());
    return bytes.length;
  });
  createLog("info", bounded).warn({ detail: "x".repeat(1_000_000) }, "long");
  expect(text.join("").length).toBeLessThan(2_000);
  expect(JSON.parse(text.join(""))).toMatchObject({ level: 40 });
});
