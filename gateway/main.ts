import { setTimeout as delay } from "node:timers/promises";
import packageJson from "../package.json";
import { readUsage, runCommand } from "./cli/run-command";
import { readConfig } from "./config";
import { reachPostgres } from "./platform/embedded-postgres/reach-postgres";
import { asksForHelp } from "./platform/process/asks-for-help";
import { completeEnvironment } from "./platform/process/complete-environment";
import { createLog } from "./platform/process/create-log";
import { describeFailure } from "./platform/process/describe-failure";
import { createLogSink } from "./platform/process/log-sink";
import { watchParent } from "./platform/process/watch-parent";
import { type RunningGateway, serveGateway } from "./serve";

/** Answers under way may end in this time; after the death of our supervisor a successor waits. */
const graceMs = { asked: 30_000, orphaned: 3_000 };

async function serve(): Promise<void> {
  const env = await completeEnvironment(process.env);
  const sink = createLogSink();
  const log = createLog(env["HEADGATE_LOG_LEVEL"], sink);
  // Its own settings first: a wrong one is said before anything is started.
  const { drainSeconds } = readConfig(
    { ...env, DATABASE_URL: env["DATABASE_URL"] || "postgres://unknown" },
    packageJson.version,
  );
  const drainMs = drainSeconds * 1_000;
  let gateway: RunningGateway | undefined;
  let stopping = false;
  const drained = new AbortController();
  let leavePostgres = async () => {};

  const stop = async (reason: string, withinMs: number, exitCode = 0, drainForMs = 0) => {
    // Told a second time: whoever sends it has waited long enough.
    if (stopping) return drained.abort();
    stopping = true;
    log.info({ reason }, "the gateway stops");
    gateway?.drain();
    if (gateway && drainForMs > 0)
      await delay(drainForMs, undefined, { signal: drained.signal }).catch(() => {});
    await gateway?.close(withinMs);
    await leavePostgres();
    process.exit(exitCode);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => void stop(signal, graceMs.asked, 0, drainMs));
  }
  const parentPid = Number(env["HEADGATE_PARENT_PID"]);
  if (parentPid) watchParent(parentPid, () => void stop("orphaned", graceMs.orphaned));

  const fail = (error: Error) => {
    log.fatal({ err: error }, "the gateway can't go on");
    void stop(error.message, graceMs.orphaned, 1);
  };
  const postgres = await reachPostgres(env, log);
  leavePostgres = () => postgres.leave();
  postgres.failed.catch(fail);
  const config = readConfig({ ...env, DATABASE_URL: postgres.url }, packageJson.version);
  try {
    gateway = await serveGateway(config, log, fail, () => sink.lostLines);
  } catch (error) {
    await postgres.leave();
    throw error;
  }
  // Asked to stop while it was starting.
  if (stopping) await gateway.close(graceMs.orphaned);
}

const args = process.argv.slice(2);
try {
  if (asksForHelp(args)) console.log(readUsage());
  else if (args.length === 0) await serve();
  else process.exitCode = await runCommand(args, process.env);
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
