import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findTrespasses, readImports } from "./rooms";

const root = fileURLToPath(new URL("../", import.meta.url)).replace(/\/$/, "");
const fixtures = join(root, "lint/fixtures/rooms");

const tell = ({ file, rule, imported }: ReturnType<typeof findTrespasses>[number]) =>
  `${file} ${rule}: ${imported}`;

test("no room of the gateway imports what lies above it, or the inside of another room", () => {
  const imports = readImports(root);
  expect(imports.length).toBeGreaterThan(1_000);
  expect(findTrespasses(imports).map(tell)).toEqual([]);
});

test("the rule bites in every bad file, and lets its good twins pass", () => {
  expect(
    findTrespasses(readImports(join(fixtures, "bad")))
      .map(tell)
      .sort(),
  ).toEqual([
    "gateway/cli/print.ts imports the inside of another room: gateway/limits/redis/keys.ts",
    "gateway/inference/admission/admit.ts imports the inside of another room: gateway/inference/caller/cache/entry.ts",
    "gateway/inference/admission/admit.ts imports what lies above: gateway/management/keys/mint-key.ts",
    "gateway/limits/store.ts imports what lies above: gateway/deps.ts",
    "gateway/platform/db/pool.ts imports what lies above: gateway/limits/store.ts",
  ]);
  expect(findTrespasses(readImports(join(fixtures, "good"))).map(tell)).toEqual([]);
});
