import { changesChannel } from "../../platform/db/changes";
import type { Queryable } from "../../platform/db/database";

/** From now on this connection hears every committed change. */
export async function listenOn(connection: Queryable): Promise<void> {
  await connection.query(`LISTEN ${changesChannel}`);
}

/** Answers after every change that was committed before it was asked. */
export async function sendHeartbeat(connection: Queryable): Promise<void> {
  await connection.query("SELECT 1");
}
