import { setTimeout as delay } from "node:timers/promises";
import { chatBody } from "../compare";
import { keepStops } from "../keep-stops";
import { measureCallers } from "../load";
import { percentile } from "../percentile";
import { createCaller } from "../programs/management-caller";
import { prepareGateway } from "../programs/prepare-gateway";
import { startProgram } from "../programs/start-program";
import type { Figure } from "../report";
import { startBenchDatabase } from "./bench-database";

const callers = 32;
const readers = 50;
/** Nothing has it: the whole log is read. */
const path = "/v1/audit_logs?search=zzz";
/** Of a script that takes no notice of Retry-After, but is no flood. */
const retryMs = 100;

export interface ReadsOptions {
  seconds: number;
  rounds: number;
  /** Of the audit log. */
  entries: number;
  ports: readonly number[];
}

/**
 * 32 callers alone, and beside 50 parallel searches of a long audit log with a key that may only look,
 * again and again, in turns.
 */
export function measureReads(options: ReadsOptions): Promise<Figure[]> {
  const { seconds, rounds, entries, ports } = options;
  return keepStops(async ({ keep }) => {
    const [model = 0, port = 0] = ports;
    const upstreamUrl = `http://127.0.0.1:${model}`;
    const args = [".build/bench.mjs", "--serve", "upstream", "--port", `${model}`];
    args.push("--upstream", upstreamUrl);
    keep(await startProgram({ args, probeUrl: upstreamUrl }));
    const database = keep(await startBenchDatabase());
    const gateway = keep(await prepareGateway(port, upstreamUrl, { databaseUrl: database.url }));
    const manage = createCaller(gateway.url, gateway.managementKey);
    const minted = await manage("POST", "/v1/api_keys", { name: "look", type: "HEADGATE_VIEW" });
    await database.db.query(
      `INSERT INTO audit_logs (id, workspace_id, created_at, event_type, event_data, actor, source)
       SELECT 'aud_bench' || n, workspace_id, created_at - n * interval '1 second', event_type,
         event_data, actor, source
       FROM (SELECT * FROM audit_logs ORDER BY seq LIMIT 1) AS one, generate_series(1, $1::int) AS n`,
      [entries],
    );
    await database.db.query("VACUUM ANALYZE audit_logs");
    const headers = { authorization: `Bearer ${gateway.keys.depth5}` };
    const load = { url: gateway.url, headers, body: chatBody(false), seconds };
    await measureCallers({ ...load, seconds: 2 }, callers);
    const ratios: number[] = [];
    const failures = { alone: 0, beside: 0 };
    const statuses = new Map<number, number>();
    for (let round = 0; round < rounds; round++) {
      const alone = await measureCallers(load, callers);
      const reading = startReading(`${gateway.url}${path}`, String(minted["api_key"]), statuses);
      await reading.underWay;
      const beside = await measureCallers(load, callers);
      await reading.stop();
      ratios.push(beside.p50Ms / alone.p50Ms);
      failures.alone += alone.failed;
      failures.beside += beside.failed;
    }
    const refused = [...statuses].filter(([status]) => status !== 200 && status !== 429);
    const others = refused.reduce((sum, [, count]) => sum + count, 0);
    return [
      {
        name: "reads: callers' median beside ÷ alone",
        value: percentile(ratios, 0.5),
        unit: "",
        atMost: 2,
      },
      { name: "reads: … of the worst turn", value: Math.max(...ratios), unit: "" },
      {
        name: "reads: callers' answers that are no success",
        value: failures.beside,
        unit: "",
        atMost: 0,
      },
      { name: "reads: … alone", value: failures.alone, unit: "", atMost: 0 },
      { name: "reads: searches served", value: statuses.get(200) ?? 0, unit: "" },
      { name: "reads: searches told to wait, 429", value: statuses.get(429) ?? 0, unit: "" },
      { name: "reads: searches answered otherwise", value: others, unit: "", atMost: 0 },
    ];
  });
}

function startReading(url: string, key: string, statuses: Map<number, number>) {
  const headers = { authorization: `Api-Key ${key}` };
  let isOver = false;
  const read = async () => {
    while (!isOver) {
      const answer = await fetch(url, { headers });
      await answer.arrayBuffer();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 429) await delay(retryMs);
    }
  };
  const reading = Promise.all(Array.from({ length: readers }, read));
  return {
    /** All are asked, and the first of them at work. */
    underWay: delay(500),
    async stop() {
      isOver = true;
      await reading;
    },
  };
}
