import { resolve } from "node:path";
import { createBareProxy } from "./bare-proxy";
import { serveUnmetered } from "./serve-unmetered";
import { createUpstream } from "./upstream";

/** What the gateway is compared with and calls: the bench's own file, in processes of their own. */
export function serveRole(role: string, port: number, upstreamUrl: string): void {
  // A gateway; it takes its port from its settings, and ends by itself.
  if (role === "unmetered") return void serveUnmetered(resolve("gateway/platform/db/migrations"));
  const server =
    role === "proxy" ? createBareProxy(upstreamUrl) : createUpstream(role === "silent");
  server.listen(port, "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));
}
