// npm run dashboard: the dashboard alone. npm run dashboard -- reset-password EMAIL.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { reachPostgres } from "../../gateway/platform/embedded-postgres/reach-postgres";
import { asksForHelp } from "../../gateway/platform/process/asks-for-help";
import { completeEnvironment } from "../../gateway/platform/process/complete-environment";
import { describeFailure } from "../../gateway/platform/process/describe-failure";
import { watchParent } from "../../gateway/platform/process/watch-parent";
import { openDashboardDatabase } from "../../lib/db/open-database";
import { resetPassword } from "../../lib/members/reset-password";
import { BuildFailure, ensureDashboardBuilt } from "../ensure-built.mjs";
import { describeFirstAdmin, prepareDashboard } from "../supervisor/prepare-dashboard";
import { requireFreePort } from "../supervisor/require-free-port";
import {
  dashboardCommand,
  dashboardEnvironment,
  dashboardPlace,
  readSettings,
} from "../supervisor/settings";
import { Interrupted } from "../tree-lock.mjs";

const quiet = { info: () => {}, warn: () => {} };
const usage = "npm run dashboard\nnpm run dashboard -- reset-password EMAIL";

/** Serves until it is told to stop; answers Next's exit code. */
async function serve(): Promise<number> {
  const settings = readSettings(process.env);
  const env = await completeEnvironment(process.env);
  await requireFreePort(dashboardPlace(settings), new AbortController().signal);
  await ensureDashboardBuilt(process.cwd());
  const postgres = await reachPostgres(env, quiet);
  try {
    const firstAdmin = await prepareDashboard(postgres, settings.admin);
    const credentials = describeFirstAdmin(firstAdmin, settings.dashboardUrl);
    if (credentials) console.log(credentials);
    const child = spawn(process.execPath, dashboardCommand(settings), {
      env: {
        ...dashboardEnvironment(env, settings, postgres.url),
        NODE_ENV: "production",
        HEADGATE_PARENT_PID: String(process.pid),
      },
      stdio: "inherit",
      detached: true,
    });
    const stop = () => child.kill("SIGTERM");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    const parentPid = Number(process.env["HEADGATE_PARENT_PID"]);
    if (parentPid) watchParent(parentPid, stop);
    postgres.failed.catch((error: Error) => {
      console.error(describeFailure(error));
      stop();
    });
    const [code] = await once(child, "exit");
    return code ?? 0;
  } finally {
    await postgres.leave();
  }
}

async function resetPasswordFor(email: string): Promise<number> {
  const settings = readSettings(process.env);
  const postgres = await reachPostgres(process.env, quiet);
  const db = openDashboardDatabase(postgres.url, 1);
  try {
    await prepareDashboard(postgres, settings.admin);
    const input = { email, actor: null, ip: null, nowMs: Date.now() };
    const answer = await resetPassword(db, input);
    if (!answer.ok) {
      console.error(answer.error.message);
      return 1;
    }
    console.log(`New password of ${answer.data.email}, shown this once; all sessions are ended:`);
    console.log(answer.data.password);
    return 0;
  } finally {
    await db.close();
    await postgres.leave();
  }
}

async function run(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(usage);
    return 0;
  }
  const [command, email, ...more] = args;
  if (command === undefined) return serve();
  if (command === "reset-password" && email && more.length === 0) return resetPasswordFor(email);
  console.error(usage);
  return 2;
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  const plain = error instanceof BuildFailure || error instanceof Interrupted;
  console.error(plain ? error.message : describeFailure(error));
  process.exit(1);
}
