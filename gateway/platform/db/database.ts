import pg from "pg";

/** Anything SQL can be sent to: the pool, or a client inside a transaction. */
export interface Queryable {
  /** A statement with a name is planned once per connection. */
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string | { name: string; text: string },
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>;
  /** Runs `work` on one connection; it is thrown away when `work` rejects. */
  onConnection<Result>(work: (connection: Queryable) => Promise<Result>): Promise<Result>;
  /** A connection of its own (LISTEN, advisory locks, COPY); the caller releases it. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

// int8 as a number: every bigint here is a threshold, a sequence, or a count that stops at 2^53 - 1.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) =>
    oid === pg.types.builtins.INT8 && format !== "binary"
      ? (text: string) => Math.min(Number(text), Number.MAX_SAFE_INTEGER)
      : pg.types.getTypeParser(oid, format as "text"),
};

export interface DatabaseOptions {
  url: string;
  connections: number;
  /** Told about a connection that broke while idle; the pool replaces it by itself. */
  onIdleError: (error: Error) => void;
  /** Longest wait for a connection; 5 s unless told. */
  waitMs?: number;
  /** Longest time of one statement; 30 s unless told. */
  statementMs?: number;
  /**
   * Behind a pooler that may give each transaction another connection: nothing is kept on one, no
   * statement has a name, and a time-out is said in the transaction that it is for.
   */
  isPooled?: boolean;
}

export function openDatabase(options: DatabaseOptions): Database {
  const { waitMs = 5_000, statementMs = 30_000, isPooled = false } = options;
  const timeOut = `SET LOCAL statement_timeout = ${statementMs}`;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections,
    connectionTimeoutMillis: waitMs,
    // For a server that is gone without a word; such a connection is thrown away.
    query_timeout: statementMs + 5_000,
    keepAlive: true,
    application_name: "headgate",
    types,
    // Not among what a connection begins with: poolers refuse what they don't know there.
    ...(!isPooled && {
      onConnect: async (client) => {
        await client.query(`SET statement_timeout = ${statementMs}`);
      },
    }),
  });
  pool.on("error", (error) => {
    // The pool hangs the whole client on it: pages of state in every log line, and nothing said.
    Reflect.deleteProperty(error, "client");
    options.onIdleError(error);
  });
  const toQueryable = (client: pg.PoolClient): Queryable =>
    isPooled ? { query: (text, values) => client.query(unnamed(text), values) } : client;

  async function transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    const { client, release } = await lend(pool);
    let isBroken = false;
    try {
      await client.query(isPooled ? `BEGIN; ${timeOut}` : "BEGIN");
      const result = await work(toQueryable(client));
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      release(isBroken);
    }
  }

  return {
    query: isPooled
      ? (text, values) => transaction((tx) => tx.query(text, values))
      : (text, values) => pool.query(text, values),
    connect: () => pool.connect(),
    close: () => pool.end(),
    async onConnection(work) {
      const { client, release } = await lend(pool);
      let isBroken = true;
      try {
        const result = await work(toQueryable(client));
        isBroken = false;
        return result;
      } finally {
        release(isBroken);
      }
    },
    transaction,
  };
}

/** A plan with a name is on the connection that made it, and the next statement may be on another. */
function unnamed(text: string | { name: string; text: string }): string {
  return typeof text === "string" ? text : text.text;
}

interface Lent {
  client: pg.PoolClient;
  /** @param isBroken throws the connection away */
  release(isBroken: boolean): void;
}

async function lend(pool: pg.Pool): Promise<Lent> {
  const client = await pool.connect();
  let hasEnded = false;
  // A connection that ends between two statements: the next one fails. Unheard, it would end the
  // process.
  const onError = () => {
    hasEnded = true;
  };
  client.on("error", onError);
  return {
    client,
    release(isBroken) {
      client.off("error", onError);
      client.release(isBroken || hasEnded);
    },
  };
}

/** The row of a statement that always answers one. */
export function onlyRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error("a statement that always answers a row answered none");
  return row;
}

/** True for a violated unique constraint of this name. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === "23505" && error.constraint === constraint
  );
}
