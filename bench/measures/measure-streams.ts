import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import type { Load } from "../load";

export interface StreamsResult {
  open: number;
  /** Chunks a second that arrived, over all streams. */
  chunksPerSecond: number;
  /** Of the gateway's process, at its largest. */
  residentBytesMax: number;
}

export interface StreamsLoad {
  streams: number;
  /** Whose memory is watched. */
  pid: number;
  /** Called once all are open: until then each has brought one token. */
  flow: () => Promise<void>;
}

/** Opens many streams, lets all flow at once and reads them for a while. */
export async function measureStreams(
  { url, headers, body, seconds }: Load,
  { streams, pid, flow }: StreamsLoad,
): Promise<StreamsResult> {
  const dispatcher = new Agent({ connections: null, pipelining: 1 });
  let chunks = 0;
  let residentBytesMax = 0;
  const bodies: { destroy(): unknown }[] = [];
  const open = async () => {
    const answer = await request(`${url}/v1/chat/completions`, {
      dispatcher,
      method: "POST",
      headers,
      body,
    });
    if (answer.statusCode !== 200) {
      throw new Error(`a stream was refused: ${answer.statusCode} ${await answer.body.text()}`);
    }
    answer.body.on("data", (chunk: Buffer) => {
      // A socket read may hold several events.
      for (let at = chunk.indexOf("\n\n"); at >= 0; at = chunk.indexOf("\n\n", at + 2)) chunks++;
    });
    answer.body.on("error", () => {});
    bodies.push(answer.body);
  };
  const watch = setInterval(() => {
    residentBytesMax = Math.max(residentBytesMax, readResidentBytes(pid));
  }, 200);
  try {
    // In steps, as a listen queue is shorter than this.
    for (let opened = 0; opened < streams; opened += 200) {
      await Promise.all(Array.from({ length: Math.min(200, streams - opened) }, open));
    }
    await flow();
    const startedAt = performance.now();
    const before = chunks;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const elapsed = (performance.now() - startedAt) / 1_000;
    return { open: bodies.length, chunksPerSecond: (chunks - before) / elapsed, residentBytesMax };
  } finally {
    clearInterval(watch);
    for (const each of bodies) each.destroy();
    await dispatcher.destroy();
  }
}

/** Linux only; 0 elsewhere. */
function readResidentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
