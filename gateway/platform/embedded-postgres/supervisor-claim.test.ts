import { expect, test } from "vitest";
import { patienceMs, stoppingName, supervisorName } from "./supervisor-claim";

const alive =
  (...pids: number[]) =>
  (pid: number) =>
    pids.includes(pid);

test.each([
  ["runs, with whoever started it", supervisorName(7, 5), alive(7, 5), 0],
  ["lost whoever started it, and will notice", supervisorName(7, 5), alive(7), 60_000],
  ["was killed", supervisorName(7, 5), alive(5), 10_000],
  ["lives where its processes can't be seen", supervisorName(7, 5), alive(), 10_000],
  ["is stopping", stoppingName, alive(), 60_000],
  ["is of an earlier version", "headgate supervisor", alive(7, 5), 10_000],
  ["has gone in this moment", null, alive(7, 5), 10_000],
])(
  "case 95: a second start waits as long as it must for a holder that %s",
  (_, name, isAlive, ms) => {
    expect(patienceMs(name, isAlive)).toBe(ms);
  },
);

test("case 95: a start that runs is recognized by its own name", () => {
  expect(patienceMs(supervisorName())).toBe(0);
});
