// npm run backup -- FILE, npm run restore -- FILE.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { reachPostgres } from "../../gateway/platform/embedded-postgres/reach-postgres";
import { asksForHelp } from "../../gateway/platform/process/asks-for-help";
import { makeDataDir, readDataDir } from "../../gateway/platform/process/complete-environment";
import { describeFailure } from "../../gateway/platform/process/describe-failure";
import { ArchiveError } from "./backup-format";
import { checkBackup } from "./check-backup";
import { describeFileTrouble } from "./describe-file-trouble";
import { restoreBackup } from "./restore-backup";
import { writeBackup } from "./write-backup";

const usage = `npm run backup -- FILE
npm run restore -- FILE

backup writes one FILE with the database and the generated secrets, also while everything runs, in
place of one that is there. restore brings it back into an empty data folder or database.`;

const quiet = { info: () => {}, warn: () => {} };

async function run(action: "backup" | "restore", file: string): Promise<void> {
  const dataDir = readDataDir(process.env);
  // Before anything is begun with it: a damaged one must not cost what is there.
  const backup = action === "restore" ? await checkBackup(file) : undefined;
  await makeDataDir(dataDir);
  const postgres = await reachPostgres(process.env, quiet);
  const client = new pg.Client({
    connectionString: postgres.directUrl,
    application_name: `headgate ${action}`,
  });
  try {
    await client.connect();
    if (!backup) {
      const rows = await writeBackup({ client, dataDir, file, now: new Date() });
      console.log(
        `Wrote ${rows} rows and the data folder's secrets to ${file}; keep it as safe as they are.`,
      );
    } else {
      const rows = await restoreBackup({ directUrl: postgres.directUrl, client, dataDir, backup });
      console.log(`Restored ${rows} rows from ${file}.`);
    }
  } finally {
    await client.end();
    await postgres.leave();
  }
}

/** undefined where it was typed wrong: an option that nobody knows is no name of a file. */
function readFileName(typed: string[]): string | undefined {
  try {
    const { positionals } = parseArgs({ args: typed, allowPositionals: true });
    return positionals.length === 1 ? positionals[0] : undefined;
  } catch {
    return undefined;
  }
}

const [action, ...args] = process.argv.slice(2);
const name = readFileName(args);
if (asksForHelp(args)) {
  console.log(usage);
} else if ((action !== "backup" && action !== "restore") || name === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  // npm changes into the project's folder; a relative FILE is meant where the command was typed.
  const file = resolve(process.env["INIT_CWD"] ?? ".", name);
  await run(action, file).catch((error: unknown) => {
    console.error(
      error instanceof ArchiveError
        ? error.message
        : (describeFileTrouble(error, file) ?? describeFailure(error)),
    );
    process.exitCode = 1;
  });
}
