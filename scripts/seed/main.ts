import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../../gateway/config";
import { readTypedNumber } from "../../gateway/contracts/typed-number";
import { checkEncryptionKey } from "../../gateway/management/secrets/check-encryption-key";
import { createSecretCipher } from "../../gateway/management/secrets/secret-cipher";
import { commandLineContext } from "../../gateway/management/workspaces/command-line-context";
import { ensureDefaultWorkspace } from "../../gateway/management/workspaces/ensure-default-workspace";
import { findWorkspaceByName } from "../../gateway/management/workspaces/workspace-store";
import { openDatabase } from "../../gateway/platform/db/database";
import { migrate } from "../../gateway/platform/db/migrate";
import { reachPostgres } from "../../gateway/platform/embedded-postgres/reach-postgres";
import { asksForHelp } from "../../gateway/platform/process/asks-for-help";
import { completeEnvironment } from "../../gateway/platform/process/complete-environment";
import { createIds } from "../../gateway/platform/process/create-ids";
import { describeFailure } from "../../gateway/platform/process/describe-failure";
import { port, readVariable } from "../../gateway/platform/process/environment";
import packageJson from "../../package.json";
import { createProgress } from "./progress";
import { publishEndpoints, sampleSlugs } from "./publish-endpoints";
import { type Seeded, SeedRefused, seedWorkspace } from "./seed-workspace";

const usage = `npm run seed -- --groups N [--workspace NAME]

Adds a sample tree of N groups (1 to 1,000,000; 200 unless told) with endpoints, keys and a week of
usage, beside what the workspace holds already, to the running Headgate or to a stopped one. Refuses
where there is a sample tree already.`;

const groupsMax = 1_000_000;
const quiet = { info: () => {}, warn: () => {} };

async function seed(groups: number, workspaceName: string): Promise<void> {
  const completed = await completeEnvironment(process.env);
  const insecure = completed["DATABASE_URL"] ? "0" : "1";
  const env = { GATEWAY_ALLOW_INSECURE_UPSTREAMS: insecure, ...completed };
  const postgres = await reachPostgres(env, quiet);
  const db = openDatabase({ url: postgres.directUrl, connections: 3, onIdleError: () => {} });
  try {
    await migrate(postgres.directUrl, {
      directory: resolve("gateway/platform/db/migrations"),
      schema: "public",
    });
    const config = readConfig({ ...env, DATABASE_URL: postgres.url }, packageJson.version);
    const clock = { now: () => Date.now() };
    const cipher = createSecretCipher(config.encryptionKey);
    const deps = { config, db, clock, cipher, ids: createIds() };
    await checkEncryptionKey(deps);
    if (workspaceName === "default" && !(await findWorkspaceByName(db, "default"))) {
      await ensureDefaultWorkspace(deps);
    }
    const context = await commandLineContext(deps, workspaceName);
    const workspace = await findWorkspaceByName(db, workspaceName);
    const prefix = workspace?.slugPrefixes[0];
    if (!prefix) throw new SeedRefused(`The workspace ${workspaceName} owns no slug prefix`);
    const slugs = sampleSlugs(prefix);
    const progress = createProgress();
    const input = { workspaceId: context.workspaceId, groups, slugs, progress };
    const seeded = await seedWorkspace(deps, input);
    const demoPort = readVariable(env, "DEMO_UPSTREAM_PORT", port("4010"), "4010");
    await publishEndpoints(deps, context, { slugs, demoPort });
    console.log(summary(seeded, slugs[0], `http://127.0.0.1:${config.port}`));
  } finally {
    await db.close();
    await postgres.leave();
  }
}

function summary(seeded: Seeded, slug: string, gatewayUrl: string): string {
  const count = (value: number) => value.toLocaleString("en");
  const body = JSON.stringify({ model: slug, messages: [{ role: "user", content: "Hello" }] });
  return `
${count(seeded.groups)} groups, ${count(seeded.limits)} limits, ${count(seeded.keys)} keys and ${count(seeded.usageRows)} requests in ${seeded.seconds.toFixed(1)} s,
added beside what the workspace held already.
A running gateway counts today's sample usage from its next start on.

A key of ${seeded.group.externalEntityId}, shown this once:
  ${seeded.key}
  curl ${gatewayUrl}/v1/chat/completions -H 'Authorization: Bearer ${seeded.key}' \\
    -H 'Content-Type: application/json' -d '${body}'`;
}

/** Answers what was asked for, or undefined where the command was typed wrong. */
function readArguments(args: string[]): { groups: number; workspace: string } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        groups: { type: "string", default: "200" },
        workspace: { type: "string", default: "default" },
      },
    });
    const typed = readTypedNumber(values.groups);
    const groups = typed.ok ? typed.value : 0;
    const isCount = groups >= 1 && groups <= groupsMax;
    return isCount ? { groups, workspace: values.workspace } : undefined;
  } catch {
    // parseArgs throws for what it does not know; the usage says more than its message.
    return undefined;
  }
}

const args = process.argv.slice(2);
const asked = readArguments(args);
if (asksForHelp(args)) {
  console.log(usage);
} else if (!asked) {
  console.error(usage);
  process.exitCode = 2;
} else {
  await seed(asked.groups, asked.workspace).catch((error: unknown) => {
    console.error(error instanceof SeedRefused ? error.message : describeFailure(error));
    process.exitCode = 1;
  });
}
