// npm run backup -- FILE, npm run restore -- FILE.
import { resolve } from "node:path";
import pg from "pg";
import { reachPostgres } from "../../gateway/db/reach-postgres";
import { dataDirOf, makeDataDir } from "../../gateway/process/complete-environment";
import { describeFailure } from "../../gateway/process/describe-failure";
import { ArchiveError } from "./backup-format";
import { checkBackup } from "./check-backup";
import { restoreBackup } from "./restore-backup";
import { writeBackup } from "./write-backup";

const quiet = { info: () => {}, warn: () => {} };

async function run(action: "backup" | "restore", name: string): Promise<void> {
  // npm changes into the project's folder; a relative FILE is meant where the command was typed.
  const file = resolve(process.env["INIT_CWD"] ?? ".", name);
  const dataDir = dataDirOf(process.env);
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

const [action, name, ...more] = process.argv.slice(2);
if ((action !== "backup" && action !== "restore") || name === undefined || more.length > 0) {
  console.error("npm run backup -- FILE\nnpm run restore -- FILE");
  process.exit(2);
}
try {
  await run(action, name);
} catch (error) {
  const isFile = error instanceof Error && "path" in error && "code" in error;
  console.error(error instanceof ArchiveError || isFile ? error.message : describeFailure(error));
  process.exit(1);
}
