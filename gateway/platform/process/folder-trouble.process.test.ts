import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeFailure } from "./describe-failure";
import { describeFolderTrouble } from "./folder-trouble.mjs";

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "headgate-clone-"));
  chmodSync(clone, 0o755);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.geteuid?.() === 0;

/** As root a clone of root's is tried as nobody; a plain user is kept out by the folder's mode. */
function keepOut(path: string): void {
  chmodSync(path, isRoot ? 0o755 : 0o555);
}

function runAsStranger(args: string[]): { status: number | null; lines: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: clone,
    env: {
      NODE_ENV: "production",
      PATH: process.env["PATH"],
      HOME: "/nonexistent",
      HEADGATE_DATA_DIR: join(clone, "data"),
    },
    encoding: "utf8",
    ...(isRoot && nobody),
  });
  return { status, lines: `${stdout}${stderr}`.trim().split("\n") };
}

/** Everything that a first start needs before anything is built. */
function copyScripts(): void {
  for (const path of ["scripts", "gateway/platform/process", "package.json", "package-lock.json"]) {
    mkdirSync(join(clone, path, ".."), { recursive: true });
    cpSync(resolve(path), join(clone, path), { recursive: true });
  }
}

test("case 80: a first start of another user's clone ends with one line: which folder, whose it is, what to do", () => {
  copyScripts();
  keepOut(clone);
  const { status, lines } = runAsStranger(["scripts/run.mjs", "gateway"]);
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringContaining(clone)]);
  expect(lines[0]).toMatch(/can't be used by the user .+ belongs to .+ chown -R/);
  expect(lines[0]).toContain("npm run build");
});

const folders = [".build", "node_modules"];
test.each(folders)("case 80: a clone of one's own with a %s of somebody else says so", (folder) => {
  copyScripts();
  mkdirSync(join(clone, folder));
  if (isRoot) chownSync(clone, nobody.uid, nobody.gid);
  keepOut(join(clone, folder));
  const { status, lines } = runAsStranger(["scripts/run.mjs", "gateway"]);
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringContaining(join(clone, folder))]);
});

test.each(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"])(
  "case 80: a failure with %s in any program is one line that names the place",
  (code) => {
    const path = join(clone, "data/logs/gateway.log");
    const line = describeFailure(Object.assign(new Error(code), { code, path }));
    expect(line).toContain(path);
    expect(line).not.toContain("\n");
    expect(line).toContain(code);
  },
);

test.each(["ENOSPC", "EDQUOT", "EROFS"])(
  "case 80: a write that fails with %s and does not say where is one line all the same",
  (code) => {
    const line = describeFailure(Object.assign(new Error(code), { code, syscall: "write" }));
    expect(line).not.toContain("\n");
    expect(line).toContain(code);
    expect(line).toContain("HEADGATE_DATA_DIR");
  },
);

test("case 80: what is no folder's fault is described as before", () => {
  writeFileSync(join(clone, "x"), "");
  expect(describeFolderTrouble(new Error("x"))).toBeUndefined();
  expect(
    describeFolderTrouble(Object.assign(new Error("x"), { code: "ENOENT", path: clone })),
  ).toBe(undefined);
});
