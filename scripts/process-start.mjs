import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same id: when it started. "" when none runs.
 *
 * @param {number} pid
 * @returns {string}
 */
export function processStart(pid) {
  if (!(pid > 0)) return "";
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return "";
  }
  try {
    if (process.platform === "linux") {
      // The name in parentheses may hold anything; the start is the 22nd field, the 20th after it.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return fields[0] === "Z" ? "" : fields[19];
    }
    if (process.platform === "win32") return "running";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}
