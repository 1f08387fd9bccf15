import type pg from "pg";

/**
 * Ends a connection that nothing is expected of any more. One that broke before its goodbye is as
 * ended as one that said it, so there is no failure for the caller to act on.
 */
export async function endClient(client: pg.Client | undefined): Promise<void> {
  await client?.end().catch(() => undefined);
}
