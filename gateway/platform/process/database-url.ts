import { existsSync } from "node:fs";
import { ConfigError, type ValueRule } from "./environment";

const example = "postgres://user:password@127.0.0.1:5432/headgate";
const protocols = new Set(["postgres:", "postgresql:"]);
const sslModes = ["disable", "require", "verify-ca", "verify-full"];

/**
 * A PostgreSQL URL, with TLS as libpq and its tools read it: `require` encrypts, and checks the
 * certificate where `sslrootcert` names who signs it; `verify-full` checks the host's name as well.
 */
export const databaseUrl: ValueRule<string> = {
  rule: "a PostgreSQL URL",
  example,
  parse(value, name) {
    if (!URL.canParse(value)) return undefined;
    const url = new URL(value);
    if (!protocols.has(url.protocol)) return undefined;
    const query = url.searchParams;
    // What libpq calls the system's authorities is what Node checks against unless told otherwise.
    if (query.get("sslrootcert") === "system") query.delete("sslrootcert");
    refuseTls(name, query);
    if (query.has("sslmode") && !query.has("uselibpqcompat")) query.set("uselibpqcompat", "true");
    return url.href.replace(/\/+$/, "");
  },
};

/** Said before anything is connected, for no driver names the setting. */
function refuseTls(name: string, query: URLSearchParams): void {
  const mode = query.get("sslmode");
  if (mode !== null && !sslModes.includes(mode) && mode !== "no-verify") {
    throw new ConfigError(
      `${name} must say sslmode=${sslModes.join(", ")}, e.g. ${name}=${example}?sslmode=require; it says sslmode=${mode.slice(0, 20)}`,
    );
  }
  if (mode === "verify-ca" && !query.has("sslrootcert")) {
    throw new ConfigError(
      `${name} must name the authority of sslmode=verify-ca, e.g. ${name}=${example}?sslmode=verify-ca&sslrootcert=/etc/ssl/db-ca.pem`,
    );
  }
  for (const file of ["sslrootcert", "sslcert", "sslkey"]) {
    const path = query.get(file);
    if (path === null || existsSync(path)) continue;
    throw new ConfigError(
      `${name} must name a file that can be read in ${file}, e.g. ${file}=/etc/ssl/db-ca.pem; ${path} is none`,
    );
  }
}
