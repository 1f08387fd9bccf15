import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findCode } from "../../contracts/leaves/find-code";
import { ConfigError, type Environment } from "./environment";
import { generateManagementKey } from "./generate-management-key";
import { readOrCreateSecret } from "./secret-file";

/** Variables that are generated where the operator sets none, and the files they are kept in. */
export const generatedSecrets = [
  {
    name: "GATEWAY_API_KEY",
    file: "gateway-api-key",
    generate: () => generateManagementKey().plaintext,
  },
  {
    name: "HEADGATE_ENCRYPTION_KEY",
    file: "encryption-key",
    generate: () => randomBytes(32).toString("base64"),
  },
  {
    name: "NEXTAUTH_SECRET",
    file: "nextauth-secret",
    generate: () => randomBytes(32).toString("base64url"),
  },
] as const;

/** Absolute path of HEADGATE_DATA_DIR, `./data` by default. */
export function readDataDir(env: Environment): string {
  return resolve(env["HEADGATE_DATA_DIR"]?.trim() || "data");
}

/**
 * The environment with every secret filled in: generated at first use into the data folder (0700),
 * a file each (0600). What the operator sets is taken as it is and not stored.
 */
export async function completeEnvironment(env: Environment): Promise<Environment> {
  const completed: Record<string, string | undefined> = { ...env };
  const dataDir = readDataDir(env);
  for (const { name, file, generate } of generatedSecrets) {
    if (completed[name]?.trim()) continue;
    await makeDataDir(dataDir);
    completed[name] = await readOrCreateSecret(join(dataDir, file), generate);
  }
  return completed;
}

/** Makes the folder with mode 0700. @throws ConfigError where that is not possible */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    const made = await mkdir(dataDir, { recursive: true, mode: 0o700 });
    if (made) await chmod(dataDir, 0o700);
  } catch (error) {
    const code = findCode(error);
    const isFile = code === "EEXIST" || code === "ENOTDIR";
    throw new ConfigError(
      `HEADGATE_DATA_DIR must be a folder that can be written, e.g. HEADGATE_DATA_DIR=/var/lib/headgate; ${dataDir} ${isFile ? "is a file, or lies in one" : `can't (${code})`}`,
    );
  }
}
