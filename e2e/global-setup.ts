import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** One build for all stacks; nothing to do when no source has changed since the last. */
export default function globalSetup(): void {
  const root = resolve(import.meta.dirname, "..");
  const build = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (build.status !== 0) throw new Error("The build failed: see above");
}
