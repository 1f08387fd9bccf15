import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { MigrationStep } from "./read-migrations";

interface Stepping {
  client: pg.Client;
  schema: "public" | "dashboard";
  tell: (line: string) => void;
}

/** Whoever waits for a table keeps all waiting that come after: not for long, but again and again. */
const lockMsMax = 300;
const pauseMs = 200;
const triesPerLine = 20;
/** lock_not_available, deadlock_detected: nothing was done, the same may succeed in a moment. */
const passing = new Set(["55P03", "40P01"]);

/** Runs one step of a migration; `record` notes it as done, in its own transaction where it has one. */
export async function runStep(
  stepping: Stepping,
  { kind, sql, extension }: MigrationStep,
  record: () => Promise<void>,
): Promise<void> {
  const { client } = stepping;
  if (extension !== undefined && !(await hasExtension(client, extension))) return record();
  switch (kind) {
    case "transaction":
      return inTransaction(stepping, async () => {
        await client.query(sql);
        await record();
      });
    case "batches": {
      let rows: number;
      do rows = await inTransaction(stepping, () => countLast(client, sql));
      while (rows > 0);
      return record();
    }
    case "no transaction":
      await client.query(`SET search_path TO ${searchPath(stepping)}`);
      // PostgreSQL takes several statements sent at once for one transaction.
      for (const statement of sql.split(/;\s*$/m)) {
        if (statement.trim() !== "") await client.query(statement);
      }
      await client.query("RESET search_path");
      return record();
    default:
      kind satisfies never;
  }
}

async function inTransaction<Result>(
  { client, schema, tell }: Stepping,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(
        `BEGIN; SET LOCAL search_path TO ${searchPath({ schema })};
         SET LOCAL lock_timeout = ${lockMsMax}`,
      );
      const result = await work();
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK");
      if (!(error instanceof pg.DatabaseError && passing.has(error.code ?? ""))) throw error;
      if (tries % triesPerLine === 1) tell(`others hold what it changes: ${error.message}; again`);
      await delay(pauseMs);
    }
  }
}

const searchPath = ({ schema }: Pick<Stepping, "schema">) =>
  schema === "public" ? "public" : `${schema}, public`;

async function hasExtension(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM pg_extension WHERE extname = $1", [name]);
  return rowCount === 1;
}

/** Rows of the last statement of several. */
async function countLast(client: pg.Client, sql: string): Promise<number> {
  const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
  return (Array.isArray(result) ? result.at(-1) : result)?.rowCount ?? 0;
}
