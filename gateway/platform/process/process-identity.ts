import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findCode } from "../../contracts/leaves/find-code";

/** True while a process of this id runs, whoever owns it. Zombies are dead. */
export function isProcessAlive(pid: number): boolean {
  return processExists(pid) && processState(pid) !== "Z";
}

/** True while the id is taken, if only by a zombie. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return findCode(error) === "EPERM";
  }
}

/** The command line of a running process, its arguments joined by spaces; "" where it is gone. */
export function readCommandLine(pid: number): string {
  if (process.platform === "win32") return "";
  if (process.platform === "linux") {
    return readProc(pid, "cmdline").replaceAll("\0", " ").trim();
  }
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function processState(pid: number): string {
  if (process.platform !== "linux") return "";
  // The name in parentheses may hold anything, so the state is what follows the last one.
  const text = readProc(pid, "stat");
  return text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
