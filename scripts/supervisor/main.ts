import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../gateway/platform/embedded-postgres/embedded-postgres";
import type { ReachedPostgres } from "../../gateway/platform/embedded-postgres/reach-postgres";
import { asksForHelp } from "../../gateway/platform/process/asks-for-help";
import { makeDataDir } from "../../gateway/platform/process/complete-environment";
import { describeFailure } from "../../gateway/platform/process/describe-failure";
import { watchParent } from "../../gateway/platform/process/watch-parent";
import { BuildFailure } from "../ensure-built.mjs";
import { Interrupted } from "../tree-lock.mjs";
import { keepLogsSmall } from "./log-file";
import { type RunningService, ServiceFailure } from "./service";
import { ownUrl, readSettings, type Settings } from "./settings";
import { startServices } from "./start-services";

const usage = `npm start

Starts everything, until Ctrl-C. It takes no arguments: settings are environment variables, and
README.md has their table. Other commands: npm run gateway -- --help, npm run dashboard -- --help.`;

const say = (line: string) => console.log(line);

/** npm start: everything, in order, until it is told to stop. */
async function supervise(): Promise<void> {
  const settings = readSettings(process.env);
  await makeDataDir(settings.dataDir);
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve());
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort());
  }
  const parentPid = Number(process.env["HEADGATE_PARENT_PID"]);
  if (parentPid) watchParent(parentPid, () => stopping.abort());

  const leaveLogs = keepLogsSmall(settings.logDirectory);
  // A terminal that is gone or a full disk behind a redirection ends nothing.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  const postgres = await takePostgres(settings);
  const services: RunningService[] = [];
  try {
    await startServices({
      settings,
      databaseUrl: postgres.url,
      afterKill: postgres.adopted,
      services,
      signal: stopping.signal,
      say,
    });
    // Counted from the start of the process, installing and building included.
    const seconds = (performance.now() / 1000).toFixed(1);
    say(readyText(settings, seconds));
    await Promise.race([asked, postgres.failed]);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    if (stopping.signal.aborted) say("Stopping…");
    stopping.abort();
    await postgres.announceStop();
    for (const service of services.toReversed()) await service.stop();
    await postgres.leave();
    leaveLogs();
  }
  say("Stopped.");
}

type SupervisedPostgres = Omit<ReachedPostgres, "directUrl"> &
  Pick<EmbeddedPostgres, "adopted" | "announceStop">;

async function takePostgres({ databaseUrl: url, dataDir }: Settings): Promise<SupervisedPostgres> {
  const nothing = async () => {};
  const never = new Promise<never>(() => {});
  if (url) return { url, adopted: false, leave: nothing, announceStop: nothing, failed: never };
  const log = { info: () => {}, warn: (text: unknown) => say(`database: ${String(text)}`) };
  const server = await startEmbeddedPostgres({ dataDir, log, supervisor: true });
  return { ...server, leave: () => server.stop() };
}

function readyText(settings: Settings, seconds: string): string {
  const { gateway, dashboardUrl, demoPort, logDirectory } = settings;
  return [
    `Headgate is ready after ${seconds} s. Ctrl-C stops it; logs are in ${logDirectory}`,
    `  Dashboard   ${dashboardUrl}`,
    `  Gateway     ${ownUrl(gateway)}/v1`,
    `  Demo model  http://127.0.0.1:${demoPort}`,
  ].join("\n");
}

const args = process.argv.slice(2);
if (args.length > 0) {
  const help = asksForHelp(args);
  (help ? console.log : console.error)(usage);
  process.exit(help ? 0 : 2);
}
try {
  await supervise();
  process.exit(0);
} catch (error) {
  const plain = [ServiceFailure, BuildFailure, Interrupted].some((kind) => error instanceof kind);
  console.error(plain && error instanceof Error ? error.message : describeFailure(error));
  process.exit(1);
}
