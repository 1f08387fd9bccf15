import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Stack } from "./stack";

export interface ServerAction {
  id: string;
  name: string;
  file: string;
  /** A page that carries it; parameters are filled with a word, since actions check their own. */
  path: string;
}

const manifest = z.object({
  node: z.record(
    z.string(),
    z.object({
      filename: z.string(),
      exportedName: z.string(),
      workers: z.record(z.string(), z.unknown()),
    }),
  ),
});

const dist = resolve(import.meta.dirname, "..", process.env["NEXT_DIST_DIR"] ?? ".next");

/** Every server action of the build, by name: what an attacker with a copy of our code can call. */
export function serverActions(): Map<string, ServerAction> {
  const text = readFileSync(join(dist, "server", "server-reference-manifest.json"), "utf8");
  const { node } = manifest.parse(JSON.parse(text));
  const actions = Object.entries(node).map(([id, entry]) => ({
    id,
    name: entry.exportedName,
    file: entry.filename,
    path: toPath(Object.keys(entry.workers)[0] ?? ""),
  }));
  return new Map(actions.map((action) => [action.name, action]));
}

function toPath(worker: string): string {
  const path = worker
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^)]+\)/g, "")
    .replace(/\[[^\]]+\]/g, "any");
  return path === "" ? "/" : path;
}

export interface ActionAnswer {
  status: number;
  /** What the action returned; undefined when it was not run. */
  result: { ok: boolean; data?: unknown; error?: { code: string; message: string } } | undefined;
}

const answerRow = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Calls an action as a browser does, with any cookie and from any origin. */
export async function callAction(
  stack: Stack,
  action: ServerAction,
  args: unknown[],
  { cookie, origin = stack.dashboardUrl }: { cookie?: string; origin?: string } = {},
): Promise<ActionAnswer> {
  const response = await fetch(`${stack.dashboardUrl}${action.path}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "next-action": action.id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      origin,
      ...(cookie ? { cookie } : {}),
    },
    body: JSON.stringify(args),
  });
  const text = await response.text();
  const rows = text.split("\n").flatMap((line) => {
    const json = /^[0-9a-f]+:(\{"ok":.*)$/.exec(line)?.[1];
    return json ? [answerRow.parse(JSON.parse(json))] : [];
  });
  return { status: response.status, result: rows[0] };
}
