/** `ECONNREFUSED`, `22P02`: what Node.js, PostgreSQL or a driver call an error; empty where nobody does. */
export function findCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
