import "server-only";
import { format } from "node:util";
import { withoutControls } from "@/gateway/contracts/visible-text";

const methods = ["debug", "error", "info", "log", "warn"] as const;
const charactersMax = 8_192;

/**
 * Whatever this process logs may hold what somebody sent, signed out too: an action's name, a URL, an
 * error's words. No such text can move the cursor, and no line feed in it begins an entry of its own.
 */
export function logSafely(target: Pick<Console, (typeof methods)[number]> = console): void {
  for (const method of methods) {
    const write = target[method].bind(target);
    target[method] = (...values: unknown[]) => write("%s", logText(format(...values)));
  }
}

/** Further lines are set in. */
export function logText(text: string): string {
  const cut = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
  return withoutControls(cut).replace(/\n/g, "\n  ");
}
