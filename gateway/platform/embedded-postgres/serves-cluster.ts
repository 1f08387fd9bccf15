import { realpath } from "node:fs/promises";
import type pg from "pg";
import { connectClient } from "../db/connect-session";
import { endClient } from "../db/end-client";

/** True when a server at `url` takes the password in it and serves the cluster in `directory`. */
export async function servesCluster(url: string, directory: string): Promise<boolean> {
  let client: pg.Client | undefined;
  try {
    client = await connectClient({ url, applicationName: "headgate start", connectMs: 2_000 });
    const { rows } = await client.query<{ directory: string }>(
      "SELECT current_setting('data_directory') AS directory",
    );
    return (await realpath(rows[0]?.directory ?? "")) === (await realpath(directory));
  } catch {
    // Starting, stopping, another program, another password: in every case not ours to use yet.
    return false;
  } finally {
    await endClient(client);
  }
}
