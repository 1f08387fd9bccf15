import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Program, startProgram } from "./start-program";

const run = promisify(execFile);

/** Another proxy in front of the same upstream; absent where this machine has none. */
export interface Contender extends Program {
  url: string;
  headers: Record<string, string>;
}

const portkeyVersion = "1.15.2";
const portkeyFolder = join("node_modules", ".cache", "headgate-bench", `portkey-${portkeyVersion}`);

/** Portkey's gateway, which neither limits nor meters; installed on demand, no dependency of ours. */
export async function startPortkey(port: number, upstreamUrl: string): Promise<Contender | null> {
  const entry = join(portkeyFolder, "node_modules/@portkey-ai/gateway/build/start-server.js");
  try {
    if (!existsSync(entry)) {
      await mkdir(portkeyFolder, { recursive: true });
      const name = `@portkey-ai/gateway@${portkeyVersion}`;
      await run("npm", ["i", "--prefix", portkeyFolder, "--ignore-scripts", "--no-audit", name]);
    }
    const url = `http://127.0.0.1:${port}`;
    const args = [entry, "--headless", `--port=${port}`];
    const program = await startProgram({ args, isQuiet: true, probeUrl: url });
    const headers = {
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `${upstreamUrl}/v1`,
    };
    return { ...program, url, headers };
  } catch (error) {
    console.error(`Portkey's gateway takes no part: ${firstLine(error)}`);
    return null;
  }
}

/** nginx as a plain reverse proxy with one worker, where it is installed. */
export async function startNginx(port: number, upstreamPort: number): Promise<Contender | null> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-nginx-"));
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `worker_processes 1; pid ${folder}/pid; error_log stderr crit; daemon off;
     events { worker_connections 1024; }
     http {
       access_log off;
       client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
       uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
       upstream model { server 127.0.0.1:${upstreamPort}; keepalive 128; }
       server {
         listen 127.0.0.1:${port};
         location / {
           proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
           proxy_buffering off;
         }
       }
     }`,
  );
  try {
    const url = `http://127.0.0.1:${port}`;
    const command = "nginx";
    const program = await startProgram({
      command,
      args: ["-c", file, "-p", folder],
      probeUrl: url,
    });
    const stop = async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    };
    return { stop, pid: program.pid, url, headers: {} };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    console.error(`nginx takes no part: ${firstLine(error)}`);
    return null;
  }
}

/** A Redis of the bench's own, without persistence; null where none is installed. */
export async function startRedis(port: number): Promise<(Program & { url: string }) | null> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-redis-"));
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  try {
    // Its answer to HTTP is none, so a port that is open is enough.
    const program = await startProgram({ command: "redis-server", args, probePort: port });
    return { ...program, url: `redis://127.0.0.1:${port}` };
  } catch (error) {
    console.error(`Redis takes no part: ${firstLine(error)}`);
    return null;
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
}
