// biome-ignore lint/plugin: the scripts that add the first admin run it in plain Node
import pg from "pg";

export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** The dashboard's own tables (schema `dashboard`). */
export interface DashboardDatabase extends Queryable {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const statementMs = 10_000;

/** Keeps nothing on a connection, so that a pooler may give each transaction another one. */
export function openDashboardDatabase(url: string, connections = 5): DashboardDatabase {
  const pool = new pg.Pool({
    connectionString: withLibpqTls(url),
    max: connections,
    connectionTimeoutMillis: 5_000,
    query_timeout: statementMs,
    application_name: "headgate-dashboard",
  });
  // A connection that broke while idle: the pool replaces it, the next query tells if it can't.
  pool.on("error", () => {});
  return {
    query: (text, values) => pool.query(text, values),
    close: () => pool.end(),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A connection that ends between two statements: unheard, it would end the process.
      const onError = (error: Error) => {
        broken = error;
      };
      client.on("error", onError);
      try {
        await client.query(`BEGIN; SET LOCAL statement_timeout = ${statementMs}`);
        const result = await work(client);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.off("error", onError);
        client.release(broken);
      }
    },
  };
}

/** As the gateway reads it: sslmode=require encrypts, and trusts whom sslrootcert names. */
function withLibpqTls(url: string): string {
  const isPlain = !url.includes("sslmode=") || url.includes("uselibpqcompat=");
  return isPlain ? url : `${url}&uselibpqcompat=true`;
}
