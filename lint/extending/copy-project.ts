import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A copy in which a recipe of docs/extending.md is followed, and what became of it. */
export interface ProjectCopy {
  folder: string;
  write(file: string, text: string): void;
  /** @throws where the file does not hold `before` */
  replace(file: string, before: string, after: string): void;
  /** What was written or replaced: what the recipe asks of a person. */
  changed: ReadonlySet<string>;
  /** The compiler's complaints; empty where it has none. */
  typeCheck(): string;
  /** Runs one test file of the copy, which is not counted as changed. Its output; empty if it passed. */
  runTest(file: string, text: string): string;
  /** Runs test files that are in the copy. */
  runSuites(project: "unit" | "integration", ...files: string[]): string;
}

export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), "headgate-recipe-"));
  const listed = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.split("\0")) {
    if (file !== "") cpSync(join(root, file), join(folder, file), { errorOnExist: false });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "next-env.d.ts"), '/// <reference types="next" />\n');
  const changed = new Set<string>();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const run = (command: string, args: string[]) => {
    const path = join(folder, "node_modules/.bin", command);
    const { status, stdout, stderr } = spawnSync(path, args, { cwd: folder, encoding: "utf8" });
    return status === 0 ? "" : `${stdout}${stderr}` || `${command} ended with ${status}`;
  };
  const runSuites: ProjectCopy["runSuites"] = (project, ...files) =>
    run("vitest", ["run", "--project", project, ...files]);
  return {
    folder,
    changed,
    write(file, text) {
      changed.add(file);
      write(file, text);
    },
    replace(file, before, after) {
      const text = readFileSync(join(folder, file), "utf8");
      if (!text.includes(before)) throw new Error(`${file} does not hold ${before}`);
      changed.add(file);
      write(
        file,
        text.replace(before, () => after),
      );
    },
    // Its build info is its own: the project's lies in node_modules, which the two share.
    typeCheck: () => run("tsc", ["--noEmit", "--tsBuildInfoFile", ".tsbuildinfo", "-p", "."]),
    runTest(file, text) {
      write(file, text);
      return runSuites(file.includes(".integration.") ? "integration" : "unit", file);
    },
    runSuites,
  };
}
