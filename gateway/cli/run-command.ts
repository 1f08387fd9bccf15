import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { encryptionKey } from "../config";
import { managementScope } from "../contracts/workspace";
import { readRedisSettings } from "../limits/redis-settings";
import { createSecretCipher } from "../management/secrets/secret-cipher";
import { openDatabase } from "../platform/db/database";
import { migrate } from "../platform/db/migrate";
import { reachPostgres } from "../platform/embedded-postgres/reach-postgres";
import { completeEnvironment } from "../platform/process/complete-environment";
import { createIds } from "../platform/process/create-ids";
import { type Environment, requireVariable } from "../platform/process/environment";
import { type Command, type CommandInput, DifferencesFound, UsageError } from "./command";
import { adoptKey } from "./encryption-commands";
import { createKey, listKeys, revokeKey } from "./key-commands";
import { rebuildRollups, reconcile } from "./usage-commands";
import { createNamedWorkspace, listAllWorkspaces } from "./workspace-commands";

const commands: Record<string, Command> = {
  "workspace create": createNamedWorkspace,
  "workspace list": listAllWorkspaces,
  "key create": createKey,
  "key list": listKeys,
  "key revoke": revokeKey,
  reconcile,
  "rollups rebuild": rebuildRollups,
  "encryption-key adopt": adoptKey,
};

/** A day of millions of events takes a while to add up; nobody waits for it but who asked. */
const statementMs = 3_600_000;

export function readUsage(): string {
  return [
    "npm run gateway                                   serves",
    "npm run gateway -- workspace create NAME --prefix PREFIX [--prefix PREFIX…]",
    "                   [--public-key BASE64] [--not-onboarded]",
    "npm run gateway -- workspace list",
    "npm run gateway -- key create --name NAME",
    `                   [--scope ${managementScope.options.join("|")}] [--workspace NAME]`,
    "npm run gateway -- key list [--workspace NAME]",
    "npm run gateway -- key revoke ID [--workspace NAME]",
    "npm run gateway -- reconcile --day YYYY-MM-DD",
    "npm run gateway -- rollups rebuild [--day YYYY-MM-DD]",
    "npm run gateway -- encryption-key adopt",
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
  const db = openDatabase({
    ...{ url: postgres.directUrl, connections: 2, onIdleError: () => {} },
    statementMs,
  });
  try {
    await migrate(postgres.directUrl, {
      directory: resolve("gateway/platform/db/migrations"),
      schema: "public",
    });
    const deps = {
      ...{ db, ids: createIds(), clock: { now: () => Date.now() } },
      redis: readRedisSettings(env),
      cipher: async () => {
        const completed = await completeEnvironment(env);
        return createSecretCipher(
          requireVariable(completed, "HEADGATE_ENCRYPTION_KEY", encryptionKey),
        );
      },
    };
    await found.command(deps, found.input, (line) => console.log(line));
    return 0;
  } catch (error) {
    if (error instanceof DifferencesFound) {
      console.error(error.message);
      return 1;
    }
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
        day: { type: "string" },
      },
    });
    const [noun = "", verb = ""] = positionals;
    const name = `${noun} ${verb}`.trim();
    const alone = Object.hasOwn(commands, noun) ? commands[noun] : undefined;
    const command = alone ?? (Object.hasOwn(commands, name) ? commands[name] : undefined);
    const rest = positionals.slice(alone ? 1 : 2);
    if (!command) return { wrong: `There is no command ${name}` };
    const { "public-key": publicKey, "not-onboarded": notOnboarded, ...options } = values;
    return {
      command,
      input: { positionals: rest, options: { ...options, publicKey, notOnboarded } },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
