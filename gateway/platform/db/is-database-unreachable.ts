import { findCode } from "../../contracts/leaves/find-code";

const connectionErrors = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
  ...["EPIPE", "ETIMEDOUT"],
]);
/** read_only_sql_transaction: a standby that is not promoted yet, or a server on its way down. */
const readOnly = "25006";
const queryCancelled = "57014";

/** A node network error, SQLSTATE 08/53/57, a server that takes no writes, or what pg throws without a code. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = findCode(error);
  if (connectionErrors.has(code) || code === readOnly || /^(08|53|57)/.test(code)) return true;
  if (isTlsFailure(error)) return true;
  return /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|not queryable/i.test(
    error.message,
  );
}

/** Every connection of a pool was lent to somebody else for as long as one waits for it. */
export function isPoolBusy(error: unknown): boolean {
  return error instanceof Error && error.message === "timeout exceeded when trying to connect";
}

/** PostgreSQL ended it for the time that it took. */
export function isStatementTimeout(error: unknown): boolean {
  return findCode(error) === queryCancelled;
}

/** The server speaks no TLS, or its certificate is not what `sslmode` asks for. */
export function isTlsFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isCertificates = /^(CERT_|ERR_TLS_|ERR_SSL_)|SELF_SIGNED_CERT|_LEAF_SIGNATURE|ISSUER_CERT/;
  return (
    isCertificates.test(findCode(error)) || /does not support SSL connections/.test(error.message)
  );
}
