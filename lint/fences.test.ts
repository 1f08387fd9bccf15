import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const fixtures = join(root, "lint/fixtures");
const biome = join(root, "node_modules/.bin/biome");

/** The words each fence says, so that a fixture can't fail the lint for some other reason. */
const fences: Record<string, string> = {
  "client-imports-server": "A client component must not import the gateway client",
  "contracts-import-more-than-zod": "zod and other contracts only",
  cycle: "This import is part of a cycle",
  "dashboard-imports-gateway": "The dashboard knows the gateway by its contracts",
  "environment-read-elsewhere": "process.env",
  "feature-imports-feature": "A feature must not import another feature",
  "gateway-imports-dashboard": "The gateway runs without the dashboard",
  "path-outside-operations": "stands in its entry of gateway/contracts/operations",
  "sql-outside-stores": "Only a *-store.ts file holds SQL",
  "store-imports-verb": "A store answers verbs; it never calls one",
  "unmarked-server-module": "starts by importing server-only",
};

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "headgate-fence-"));
  cpSync(join(root, "biome.json"), join(project, "biome.json"));
  for (const name of readdirSync(join(root, "lint"))) {
    if (name.endsWith(".grit")) cpSync(join(root, "lint", name), join(project, "lint", name));
  }
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Lints a fixture as if its files were the project's own: its path decides which fence applies. */
function lint(fixture: string): { exitCode: number | null; output: string } {
  cpSync(join(fixtures, fixture), project, { recursive: true });
  const run = spawnSync(biome, ["lint", "--reporter=github", "."], {
    cwd: project,
    encoding: "utf8",
  });
  return { exitCode: run.status, output: run.stdout + run.stderr };
}

function listFiles(fixture: string): string[] {
  const folder = join(fixtures, fixture);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

test("every fixture belongs to a fence and every fence has one", () => {
  // rooms.test.ts has its own.
  const names = readdirSync(fixtures).filter((name) => name !== "rooms");
  expect(names.sort()).toEqual(Object.keys(fences).sort());
});

describe.each(Object.entries(fences))("the fence %s", (fence, message) => {
  test("bites in every bad file, and nothing else does", () => {
    const { exitCode, output } = lint(`${fence}/bad`);
    expect(exitCode).toBe(1);
    const errors = output.split("\n").filter((line) => line.startsWith("::error"));
    for (const file of listFiles(`${fence}/bad`)) {
      expect(errors.filter((line) => line.includes(`/${file},`))).not.toEqual([]);
    }
    expect(errors.filter((line) => !line.includes(message))).toEqual([]);
  });

  test("lets its good twin pass", () => {
    const { exitCode, output } = lint(`${fence}/good`);
    expect(output).not.toContain("::error");
    expect(exitCode).toBe(0);
  });
});
