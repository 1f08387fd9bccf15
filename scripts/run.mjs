// npm start, npm run gateway|dashboard|backup|restore: plain JavaScript that works on a fresh
// clone with Node and npm alone. Makes what is missing, then becomes the program named first.
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Headgate needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

const root = fileURLToPath(new URL("../", import.meta.url));
const [program, ...args] = process.argv.slice(2);
process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED = "1";
if (process.env.npm_lifecycle_script?.includes("scripts/run.mjs")) followNpm();

try {
  // Newer syntax than an old Node knows lies behind these imports, so they come after the check.
  const { ensurePackages } = await import("./ensure-packages.mjs");
  const { ensureProgramsBuilt } = await import("./ensure-built.mjs");
  await ensurePackages(root);
  await ensureProgramsBuilt(root);
} catch (error) {
  const { describeFolderTrouble } = await import("../gateway/platform/process/folder-trouble.mjs");
  const plain = error.name === "Error" || error.name === "Interrupted" ? error.message : error;
  console.error(describeFolderTrouble(error) ?? plain);
  process.exit(1);
}
const file = `${root}.build/${program}.mjs`;
process.argv = [process.argv[0], file, ...args];
await import(pathToFileURL(file).href);

/** npm dies of a signal without passing it on, so programs watch for the end of their parent. */
function followNpm() {
  process.env.HEADGATE_PARENT_PID = String(process.ppid);
  if (process.platform !== "linux") return;
  const parent = readFileSync(`/proc/${process.ppid}/cmdline`, "utf8");
  // Killed before we could look: whoever adopted us is no package manager.
  if (!/npm|yarn|bun|node/.test(parent)) process.exit(143);
}
