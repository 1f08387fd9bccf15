import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rename, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

/** Makes a client with each generator, and compiles them strictly. Answers the folder they are in. */
export async function generateClients(document: string): Promise<string> {
  const folder = await installGenerators();
  const bin = (name: string) => join(folder, "node_modules", ".bin", name);
  await writeFile(join(folder, "spec.json"), document);
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, target: "es2022", module: "nodenext", noEmit: true, skipLibCheck: true },
        ...{ lib: ["es2023", "dom", "dom.iterable"], allowImportingTsExtensions: true },
      },
      include: ["types.ts", "typed.ts", "hey-api", "orval"],
    }),
  );
  await writeFile(join(folder, "typed.ts"), typed);
  const options = { cwd: folder, maxBuffer: 64 * 1024 ** 2 };
  await run(bin("openapi-typescript"), ["spec.json", "-o", "types.ts"], options);
  await run(bin("openapi-ts"), ["-i", "spec.json", "-o", "hey-api"], options);
  const orval = ["--input", "spec.json", "--output", "orval/api.ts", "--client", "fetch"];
  await run(bin("orval"), orval, options);
  await run(bin("tsc"), ["-p", "."], options).catch((error: { stdout?: string }) => {
    throw new Error(`the generated clients do not compile:\n${error.stdout?.slice(0, 4_000)}`);
  });
  return folder;
}

/** Uses the types of openapi-typescript as a program would. */
const typed = `
import createClient from "openapi-fetch";
import type { paths } from "./types.ts";
export async function idOfFirstGroup(): Promise<string | undefined> {
  const client = createClient<paths>({ baseUrl: "http://127.0.0.1" });
  const { data, error } = await client.GET("/v1/gateway/groups", { params: { query: { limit: 1 } } });
  if (error) throw new Error(error.code + error.message);
  return data.items[0]?.id;
}
`;

/** Installed once for each lock file; the folder is put in place whole. */
async function installGenerators(): Promise<string> {
  const lock = await readFile(join(here, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `headgate-generators-${digest}`);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  const making = await mkdtemp(join(tmpdir(), "headgate-generators-"));
  await mkdir(making, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) {
    await cp(join(here, name), join(making, name));
  }
  const npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", npm, { cwd: making });
  await rename(making, folder);
  return folder;
}
