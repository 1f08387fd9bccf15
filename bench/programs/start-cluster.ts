import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Stops } from "../keep-stops";
import { startProgram } from "./start-program";

const slotCount = 16_384;
const formMsMax = 60_000;

/** A Redis Cluster of so many masters, without replicas and persistence; answers their URLs. */
export async function startCluster({ keep }: Stops, ports: readonly number[]): Promise<string[]> {
  const nodes: Redis[] = [];
  for (const port of ports) {
    const folder = await mkdtemp(join(tmpdir(), "headgate-bench-cluster-"));
    keep({ stop: () => rm(folder, { recursive: true, force: true }) });
    const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    // The nodes' own port is 10,000 above by default, and may be none.
    args.push(
      "--cluster-enabled",
      "yes",
      "--cluster-port",
      `${port > 50_000 ? port - 10_000 : port + 10_000}`,
    );
    keep(await startProgram({ command: "redis-server", args, probePort: port }));
    const node = new Redis(port, "127.0.0.1");
    keep({ stop: async () => node.disconnect() });
    nodes.push(node);
  }
  const share = Math.ceil(slotCount / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const from = index * share;
    const count = Math.min(share, slotCount - from);
    await node.call("cluster", "addslots", ...Array.from({ length: count }, (_, at) => from + at));
    const first = ports[0] ?? 0;
    const bus = first > 50_000 ? first - 10_000 : first + 10_000;
    if (index > 0) await node.call("cluster", "meet", "127.0.0.1", first, bus);
  }
  const deadline = Date.now() + formMsMax;
  for (const node of nodes) {
    while (!/cluster_slots_ok:16384/.test(String(await node.call("cluster", "info")))) {
      if (Date.now() > deadline) throw new Error("the Redis Cluster did not form");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return ports.map((port) => `redis://127.0.0.1:${port}`);
}
