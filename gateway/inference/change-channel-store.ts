import { changesChannel } from "../db/changes";
import type { Queryable } from "../db/database";

/** From now on this connection hears every committed change. */
export async function listenOn(connection: Queryable): Promise<void> {
  await connection.query(`LISTEN ${changesChannel}`);
}

/** Answers after every change that was committed before it was asked. */
export async function beat(connection: Queryable): Promise<void> {
  await connection.query("SELECT 1");
}
