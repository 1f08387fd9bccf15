import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { byProvider, providers } from "../gateway/contracts/providers/providers";

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");
const origins = byProvider(({ origin }) => origin);

test("the table of docs/providers.md names every provider, and none that is not there", () => {
  const named = [...read("docs/providers.md").matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)];
  const names = named.flatMap(([, cell = ""]) => cell.replaceAll("`", "").split(", "));
  expect(names.sort()).toEqual([...providers].sort());
});

test("the README names the variable of every provider's origin", () => {
  const line = read("README.md").match(/^\| `GATEWAY_UPSTREAM_.*$/m)?.[0] ?? "";
  const names = [...line.matchAll(/`(?:GATEWAY_UPSTREAM|…)_([A-Z_]+)`/g)].map(([, name]) => name);
  expect(names.sort()).toEqual(providers.filter((name) => origins[name] !== null).sort());
});
