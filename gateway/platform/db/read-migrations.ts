import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** `batches`: run again, each time in a transaction of its own, until the last statement finds no row. */
export type StepKind = "transaction" | "batches" | "no transaction";

export interface MigrationStep {
  kind: StepKind;
  /** What the log says of it. */
  title: string;
  sql: string;
  /** Left out where the database has not this extension. */
  extension: string | undefined;
}

export interface Migration {
  name: string;
  /** The whole of `NNNN-what.sql`. */
  sql: string;
  /** Of `NNNN-what.sql`, however it is applied. */
  hash: string;
  /** One, or those of `NNNN-what.steps.sql`: the same result without a long lock. */
  steps: MigrationStep[];
}

const stepsEnding = ".steps.sql";
const stepLine = /^-- step( in batches| without a transaction)?(?: \(needs (\w+)\))?: (.+)$/gm;
const kinds: Record<string, StepKind> = {
  "": "transaction",
  " in batches": "batches",
  " without a transaction": "no transaction",
};

/** `0001-what.sql` of a folder, in the order of their names. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
  const read = async (file: string) =>
    (await readFile(join(directory, file), "utf8")).replaceAll("\r\n", "\n");
  return Promise.all(
    files
      .filter((file) => !file.endsWith(stepsEnding))
      .map(async (name) => {
        const sql = await read(name);
        const stepsFile = name.replace(/\.sql$/, stepsEnding);
        const steps: MigrationStep[] = files.includes(stepsFile)
          ? splitSteps(await read(stepsFile))
          : [{ kind: "transaction", title: "all of it", sql, extension: undefined }];
        return { name, sql, hash: createHash("sha256").update(sql).digest("hex"), steps };
      }),
  );
}

function splitSteps(text: string): MigrationStep[] {
  const [, ...parts] = text.split(stepLine);
  const steps: MigrationStep[] = [];
  // The split leaves of each what stands in the line's brackets, and the text below it.
  for (let at = 0; at < parts.length; at += 4) {
    const kind = kinds[parts[at] ?? ""] ?? "transaction";
    const [extension, title = "", sql = ""] = parts.slice(at + 1, at + 4);
    steps.push({ kind, title, sql, extension });
  }
  return steps;
}
