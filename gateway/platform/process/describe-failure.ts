import pg from "pg";
import { findCode } from "../../contracts/leaves/find-code";
import { isTlsFailure } from "../db/is-database-unreachable";
import { MigrationError } from "../db/migrate";
import { EmbeddedPostgresError } from "../embedded-postgres/postgres-binaries";
import { AppError } from "../http/app-error";
import { ConfigError } from "./environment";
import { describeFolderTrouble } from "./folder-trouble.mjs";

const insufficientPrivilege = "42501";
const diskFull = "53100";

/** One line for what a person can act on; the stack of anything else, which is our mistake. */
export function describeFailure(error: unknown): string {
  const line = describe(error);
  // PostgreSQL's own words, wherever they came through: they say what, not what to do.
  const isFull = /No space left on device/i.test(line) && !/make room/.test(line);
  return isFull && !line.includes("\n") ? `${line}; make room on that disk` : line;
}

function describe(error: unknown): string {
  const expected = [AppError, ConfigError, EmbeddedPostgresError, MigrationError];
  if (error instanceof Error && expected.some((kind) => error instanceof kind))
    return error.message;
  if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) {
    return `The role of DATABASE_URL may not do this: ${error.message}; sign in as the role that owns Headgate's tables, e.g. DATABASE_URL=postgres://headgate:password@127.0.0.1:5432/headgate, or GRANT that role to this one`;
  }
  if (error instanceof pg.DatabaseError && error.code === diskFull) {
    return `The database has no room left on its disk, the embedded one on that of HEADGATE_DATA_DIR: ${error.message}; make room on that disk`;
  }
  if (error instanceof Error && isTlsFailure(error)) {
    return `DATABASE_URL's server can't be trusted as its sslmode asks: ${error.message}; name who signs its certificate, e.g. DATABASE_URL=postgres://user:password@db.internal:5432/headgate?sslmode=verify-full&sslrootcert=/etc/ssl/db-ca.pem`;
  }
  const folder = describeFolderTrouble(error);
  if (folder) return folder;
  if (error instanceof pg.DatabaseError || isConnectionFailure(error)) {
    return `The database in DATABASE_URL does not work: ${error.message || error.code}; check it, e.g. DATABASE_URL=postgres://user:password@127.0.0.1:5432/headgate`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isConnectionFailure(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error)) return false;
  if (/^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/.test(findCode(error))) {
    return true;
  }
  return /connection timeout|Connection terminated/i.test(error.message);
}
