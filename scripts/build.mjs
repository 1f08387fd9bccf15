// Builds everything that npm start would build; npm test does it once before its browser tests.
import { fileURLToPath } from "node:url";
import { ensureDashboardBuilt, ensureProgramsBuilt } from "./ensure-built.mjs";
import { ensurePackages } from "./ensure-packages.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
try {
  await ensurePackages(root);
  await ensureProgramsBuilt(root);
  await ensureDashboardBuilt(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
