import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followWarnings, keepLogsSmall, openLog, rotateLog } from "./log-file";

let folder: string;
let path: string;
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "headgate-log-"));
  path = join(folder, "gateway.log");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const readBytes = (names: string[]) =>
  names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
const family = ["gateway.log", "gateway.log.1", "gateway.log.2", "gateway.log.3", "gateway.log.4"];

test("case 42: a log is rotated while its writer keeps it open, into a few files of a bounded size", () => {
  const fd = openLog(path);
  for (let round = 0; round < 7; round++) {
    appendFileSync(fd, `${round} ${"x".repeat(1_500)}\n`);
    rotateLog(path, 1_000);
  }
  appendFileSync(fd, "after\n");
  expect(readFileSync(path, "utf8")).toBe("after\n");
  const sizes = readBytes(family);
  expect(sizes.slice(1)).toEqual([1_000, 1_000, 1_000, 0]);
  expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
});

test("case 42: what a version before left, however large, is cut to the same size", () => {
  appendFileSync(path, "y".repeat(100_000));
  rotateLog(path, 1_000);
  expect(readBytes(family)).toEqual([0, 1_000, 0, 0, 0]);
});

test("case 42: every log of the folder is kept small, PostgreSQL's too", () => {
  const stop = keepLogsSmall(folder);
  for (const name of ["gateway.log", "postgres.log"]) {
    appendFileSync(join(folder, name), Buffer.alloc(11 * 1024 ** 2, "z"));
  }
  vi.advanceTimersByTime(1_000);
  stop();
  expect(readBytes(["gateway.log", "postgres.log"])).toEqual([0, 0]);
  expect(existsSync(join(folder, "postgres.log.1"))).toBe(true);
});

test("case 42: warnings are told through rotations, and a storm of them is summed up", () => {
  const fd = openLog(path);
  const told: string[] = [];
  const stop = followWarnings(path, (line) => told.push(line));
  const warn = (msg: string) => appendFileSync(fd, `${JSON.stringify({ level: 40, msg })}\n`);
  warn("first, and longer than the next");
  vi.advanceTimersByTime(500);
  rotateLog(path, 1);
  warn("second");
  vi.advanceTimersByTime(500);
  for (let n = 0; n < 1_000; n++) warn(`upstream ${n} is down`);
  vi.advanceTimersByTime(500);
  stop();
  expect(told.slice(0, 2)).toEqual(["first, and longer than the next", "second"]);
  expect(told.length).toBeLessThan(50);
});

test("case 84: a log that vanished or can't be read ends nobody who follows it", () => {
  openLog(path);
  const stop = followWarnings(path, () => {});
  rmSync(folder, { recursive: true });
  vi.advanceTimersByTime(2_000);
  stop();
});
