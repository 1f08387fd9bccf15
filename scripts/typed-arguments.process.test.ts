import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HeadgateRun, prepareHeadgate } from "./testing/headgate-run";

let headgate: HeadgateRun;
let typedIn: string;
beforeEach(async () => {
  headgate = await prepareHeadgate();
  typedIn = await mkdtemp(join(tmpdir(), "headgate-typed-"));
});
afterEach(async () => {
  await headgate.cleanUp();
  await rm(typedIn, { recursive: true, force: true });
});

const commands = ["start", "gateway", "dashboard", "seed", "backup", "restore", "bench"];

async function type(
  command: string,
  args: string[],
): Promise<{ code: number | null; text: string }> {
  const run = headgate.run(["run", "--silent", command, "--", ...args], { INIT_CWD: typedIn });
  return { code: await run.ended, text: run.output() };
}

/** Nothing was begun: no data folder filled, no file named like an option. */
async function expectNothingDone(): Promise<void> {
  expect([...(await readdir(headgate.dataDir)), ...(await readdir(typedIn))]).toEqual([]);
}

test.each(commands)(
  "%s says how it is used, and does nothing else, when asked for help",
  async (command) => {
    for (const asked of ["--help", "-h"]) {
      const { code, text } = await type(command, [asked]);
      expect(code, text).toBe(0);
      expect(text).toMatch(command === "start" ? /^npm start/ : new RegExp(`npm run ${command}`));
      await expectNothingDone();
    }
  },
);

test.each([
  ["start", ["--port=3000"]],
  ["start", ["now"]],
  ["gateway", ["--prot", "4000"]],
  ["dashboard", ["--port", "3000"]],
  ["seed", ["--group", "3"]],
  ["backup", ["--output=x"]],
  ["backup", ["-f"]],
  ["restore", ["--force", "x"]],
])("%s refuses %j, which it does not know, before it does anything", async (command, args) => {
  const { code, text } = await type(command, args);
  expect(code, text).toBe(2);
  expect(text).toContain("npm ");
  expect(text).not.toMatch(/^ +at /m);
  await expectNothingDone();
});
