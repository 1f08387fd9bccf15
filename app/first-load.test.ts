import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

const pages = [
  "groups/page.tsx",
  "groups/[groupId]/page.tsx",
  "groups/layout.tsx",
  "layout.tsx",
].map((file) => `app/(dashboard)/${file}`);

const beginsWith = (directive: string, file: string) =>
  readFileSync(resolve(file), "utf8").startsWith(`"${directive}"`);

/** Files that `from` needs at once: what is imported when it is asked for does not count. */
function listImports({ inputs }: Metafile, from: string) {
  return (inputs[from]?.imports ?? []).filter(({ kind }) => kind !== "dynamic-import");
}

/** All of them, directly and through others, that `stopsAt` does not cut off, with the way there. */
function reached(meta: Metafile, from: readonly string[], stopsAt: (file: string) => boolean) {
  const ways = new Map(from.map((file) => [file, [file]]));
  const external = new Map<string, string[]>();
  for (const [file, way] of ways) {
    if (stopsAt(file)) continue;
    for (const { path, external: isPackage } of listImports(meta, file)) {
      const target = isPackage ? external : ways;
      if (!target.has(path)) target.set(path, [...way, path]);
    }
  }
  return { files: ways, packages: external };
}

test("what the browser needs of the groups pages before anything is opened holds no schemas and no forms", async () => {
  const { metafile } = await build({
    ...{ entryPoints: pages, bundle: true, write: false, metafile: true, outdir: ".build/none" },
    ...{ format: "esm", jsx: "automatic", packages: "external", alias: { "@": resolve(".") } },
    ...{ loader: { ".css": "empty" }, logLevel: "silent" },
  });
  const isClient = (file: string) => beginsWith("use client", file);
  const onServer = reached(metafile, pages, isClient);
  const clients = [...onServer.files.keys()].filter(isClient);
  // An action is called over the network: its code stays on the server.
  const isAction = (file: string) => beginsWith("use server", file);
  const { files, packages } = reached(metafile, clients, isAction);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      "components/groups/tree/groups-browser.tsx",
      "components/limits/table/limits-panel.tsx",
    ]),
  );
  expect(packages.has("react")).toBe(true);
  expect(packages.get("zod"), "zod is 31 KB of a page").toBeUndefined();
  expect(packages.get("react-hook-form"), "a form comes with its dialog").toBeUndefined();
  expect(packages.get("sonner"), "toasts are fetched once the page stands").toBeUndefined();
});
