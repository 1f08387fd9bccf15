import type { Random } from "../../../scripts/seed/random";
import { canary, oddText } from "./odd-values";

/** The value of an Authorization header: bytes of any kind, keys among them that are nearly right. */
export function fuzzAuthorization(random: Random, keys: readonly [string, ...string[]]): Buffer {
  const key = random.pick(keys);
  const scheme = random.pick([
    "Bearer",
    "Api-Key",
    "bearer",
    "API-KEY",
    "Basic",
    "Digest",
    "",
    "Bearer Bearer",
    canary,
  ]);
  const space = random.pick([" ", " ", " ", "  ", "\t", "", ": ", ","]);
  const value = random.pick<() => string>([
    () => key,
    () => key + canary,
    () => key.slice(0, random.integer(0, key.length)),
    () => key.toUpperCase(),
    () => `${key}, Bearer ${key}`,
    () => `"${key}"`,
    () => key.replace(/.$/, random.pick(["", "=", "é", "\u0001", "%00", "\\u0000"])),
    () => `sky_${canary}${random.integer(0, 2 ** 31)}`,
    () => `hgm_${canary}${random.integer(0, 2 ** 31)}`,
    () => Buffer.from(`${canary}:${key}`).toString("base64"),
    () => oddText(random).slice(0, 500),
    () => "x".repeat(random.integer(1, 300)),
    () => "",
  ])();
  return Buffer.from(
    `${scheme}${space}${value}`.replaceAll(/[\r\n]/g, " "),
    random.pick(["utf8", "latin1"]),
  );
}
