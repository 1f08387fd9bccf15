import { findCode } from "../../contracts/leaves/find-code";
import { isTlsFailure } from "./is-database-unreachable";

/** Why a database does not do its work, in a word for programs and in words without secrets. */
export interface DatabaseTrouble {
  code: string;
  message: string;
}

const bySqlState: Record<string, DatabaseTrouble> = {
  "25006": {
    code: "database_read_only",
    message: "PostgreSQL takes no writes: a standby, or set so",
  },
  "28000": { code: "database_login_refused", message: "PostgreSQL refuses this role's sign-in" },
  "28P01": { code: "database_login_refused", message: "PostgreSQL refuses the role's password" },
  "3D000": { code: "database_missing", message: "PostgreSQL has no database of this name" },
  "3F000": {
    code: "schema_missing",
    message: "The database lacks its tables: they are made at a start",
  },
  "42P01": {
    code: "schema_missing",
    message: "The database lacks its tables: they are made at a start",
  },
  "42501": {
    code: "database_permission_missing",
    message: "The role lacks a privilege on a table",
  },
  "53100": { code: "database_disk_full", message: "PostgreSQL's disk is full" },
  "53200": { code: "database_out_of_memory", message: "PostgreSQL is out of memory" },
  "53300": { code: "database_connections_used_up", message: "PostgreSQL has no connection left" },
  "57P03": { code: "database_starting", message: "PostgreSQL is starting, or recovering" },
};
const unreachable: DatabaseTrouble = {
  code: "database_unreachable",
  message: "PostgreSQL can't be reached, or does not answer in time",
};

const untrusted: DatabaseTrouble = {
  code: "database_tls_failed",
  message: "PostgreSQL's certificate, or its lack, is not what sslmode in DATABASE_URL asks for",
};

export function describeTrouble(error: unknown): DatabaseTrouble {
  const code = findCode(error);
  if (isTlsFailure(error)) return untrusted;
  const known = Object.hasOwn(bySqlState, code) ? bySqlState[code] : undefined;
  if (known) return known;
  // "could not extend file" under a limit of the system has a state of its own class.
  if (code.startsWith("58"))
    return { code: "database_io_failed", message: "PostgreSQL can't read or write its files" };
  return unreachable;
}
