import { realpath } from "node:fs/promises";
import pg from "pg";
import { endClient } from "../db/end-client";

/** True when a server at `url` takes the password in it and serves the cluster in `directory`. */
export async function servesCluster(url: string, directory: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => endClient(client));
  try {
    await client.connect();
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
