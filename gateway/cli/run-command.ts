import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase } from "../db/database";
import { migrate } from "../db/migrate";
import { reachPostgres } from "../db/reach-postgres";
import { createIds } from "../process/create-ids";
import type { Environment } from "../process/environment";
import { type Command, type CommandInput, UsageError } from "./command";
import { createKey, listKeys, revokeKey } from "./key-commands";
import { createNamedWorkspace, listAllWorkspaces } from "./workspace-commands";

const commands: Record<string, Command> = {
  "workspace create": createNamedWorkspace,
  "workspace list": listAllWorkspaces,
  "key create": createKey,
  "key list": listKeys,
  "key revoke": revokeKey,
};

export function readUsage(): string {
  return [
    "npm run gateway                                   serves",
    "npm run gateway -- workspace create NAME --prefix PREFIX [--prefix PREFIX…]",
    "                   [--public-key BASE64] [--not-onboarded]",
    "npm run gateway -- workspace list",
    "npm run gateway -- key create --name NAME [--scope management|view] [--workspace NAME]",
    "npm run gateway -- key list [--workspace NAME]",
    "npm run gateway -- key revoke ID [--workspace NAME]",
  ].join("\n");
}

/** Runs one command beside a running Headgate, or alone. Answers the exit code. */
export async function runCommand(args: string[], env: Environment): Promise<number> {
  const found = readCommand(args);
  if ("wrong" in found) {
    console.error(`${found.wrong}\n\n${readUsage()}`);
    return 2;
  }
  const postgres = await reachPostgres(env, { info: () => {}, warn: () => {} });
  const db = openDatabase({ url: postgres.url, connections: 2, onIdleError: () => {} });
  try {
    await migrate(db, { directory: resolve("gateway/db/migrations"), schema: "public" });
    const deps = { db, ids: createIds(), clock: { now: () => Date.now() } };
    await found.command(deps, found.input, (line) => console.log(line));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${readUsage()}`);
    return 2;
  } finally {
    await db.close();
    await postgres.leave();
  }
}

function readCommand(
  args: string[],
): { command: Command; input: CommandInput } | { wrong: string } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        workspace: { type: "string", default: "default" },
        name: { type: "string" },
        scope: { type: "string" },
        prefix: { type: "string", multiple: true, default: [] },
        "public-key": { type: "string" },
        "not-onboarded": { type: "boolean", default: false },
      },
    });
    const [noun = "", verb = "", ...rest] = positionals;
    const command = commands[`${noun} ${verb}`];
    if (!command) return { wrong: `There is no command ${`${noun} ${verb}`.trim()}` };
    const { "public-key": publicKey, "not-onboarded": notOnboarded, ...options } = values;
    return {
      command,
      input: { positionals: rest, options: { ...options, publicKey, notOnboarded } },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
