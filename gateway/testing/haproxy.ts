import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port";

/** The real HAProxy in front of some gateways, set up as docs/operations.md says. */
export interface Haproxy {
  url: string;
  /** UP, DOWN or on the way to one of them, by the order of the gateways. */
  states(): Promise<string[]>;
  close(): Promise<void>;
}

export async function startHaproxy(gatewayUrls: readonly string[]): Promise<Haproxy> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-haproxy-"));
  const file = join(folder, "haproxy.cfg");
  const [port, statsPort] = [await freePort(), await freePort()];
  await writeFile(file, settings(port, statsPort, gatewayUrls));
  const program = process.env["HAPROXY_PATH"] ?? "/usr/sbin/haproxy";
  const child = spawn(program, ["-db", "-f", file], { stdio: ["ignore", 2, 2] });
  const exited = once(child, "exit");
  const states = async () => {
    const answer = await fetch(`http://127.0.0.1:${statsPort}/;csv`);
    const lines = (await answer.text()).split("\n").filter((line) => /^gateways,g\d/.test(line));
    return lines.map((line) => line.split(",")[17] ?? "");
  };
  const areUp = (found: string[]) =>
    found.length === gatewayUrls.length && found.every((state) => state === "UP");
  while (!areUp(await states().catch(() => []))) {
    if (child.exitCode !== null) throw new Error("HAProxy does not start");
    await delay(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    states,
    async close() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function settings(port: number, statsPort: number, gatewayUrls: readonly string[]): string {
  const servers = gatewayUrls.map((url, index) => `  server g${index} ${new URL(url).host} check`);
  return `
defaults
  mode http
  timeout connect 60s
  timeout check 60s
  timeout client 15m
  timeout server 15m
  option redispatch
frontend calls
  bind 127.0.0.1:${port}
  default_backend gateways
backend gateways
  balance leastconn
  option httpchk GET /readyz
  http-check expect status 200
  default-server inter 200ms fall 2 rise 1
${servers.join("\n")}
frontend stats
  bind 127.0.0.1:${statsPort}
  stats enable
  stats uri /
`;
}
