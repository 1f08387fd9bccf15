import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { build } from "esbuild";

/**
 * Bundles a TypeScript entry so that plain Node runs it, and answers the file. It lies below
 * node_modules, so that the packages it imports are found.
 */
export async function bundleEntry(entry: string | { source: string }): Promise<string> {
  const outfile = resolve(
    "node_modules/.cache/headgate-test",
    `${randomBytes(6).toString("hex")}.mjs`,
  );
  await build({
    ...(typeof entry === "string"
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.source, resolveDir: process.cwd(), loader: "ts" } }),
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}
