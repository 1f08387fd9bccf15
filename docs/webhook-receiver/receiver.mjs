// A receiver of Headgate's billing webhook: node receiver.mjs, nothing to install.
//
//   WEBHOOK_SECRETS=whsec_…  the secret; during a rotation the new and the old one, comma-separated
//   EVENTS_FILE=events.ndjson  every event once, one JSON object a line
//   PORT=8080  HOST=127.0.0.1
import { createHmac, timingSafeEqual } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:http";

const secrets = (process.env.WEBHOOK_SECRETS ?? "").split(",").filter((secret) => secret !== "");
if (secrets.length === 0) throw new Error("WEBHOOK_SECRETS must hold the webhook's secret");
const file = process.env.EVENTS_FILE ?? "events.ndjson";
const bodyBytesMax = 32 * 1024 ** 2;

/** True when one of the header's signatures is that of these very bytes by one of our secrets. */
function isSigned(body, header) {
  const given = String(header ?? "")
    .split(",")
    .map((part) => /^\s*v1=([0-9a-f]{64})\s*$/.exec(part)?.[1])
    .filter((hex) => hex !== undefined)
    .map((hex) => Buffer.from(hex, "hex"));
  return secrets.some((secret) => {
    const expected = createHmac("sha256", secret).update(body).digest();
    return given.some((signature) => timingSafeEqual(signature, expected));
  });
}

/** Deliveries come at least once: what was taken before, in an earlier run too, is known by its key. */
async function readTaken() {
  const text = await readFile(file, "utf8").catch(() => "");
  // A line that a crash cut off was never acknowledged: it comes again.
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").filter((line) => line !== "");
  return { taken: new Set(lines.map((line) => JSON.parse(line).idempotencyKey)), whole };
}

const { taken, whole } = await readTaken();
const events = await open(file, "a");
await events.truncate(Buffer.byteLength(whole));

let turn = Promise.resolve();
/** One delivery after the other, so that two with the same event can't both find it new. */
function take(batch) {
  const taking = turn.then(async () => {
    const fresh = new Map(
      batch
        .filter(({ idempotencyKey }) => !taken.has(idempotencyKey))
        .map((event) => [event.idempotencyKey, event]),
    );
    if (fresh.size === 0) return;
    const lines = [...fresh.values()].map((event) => `${JSON.stringify(event)}\n`);
    await events.appendFile(lines.join(""));
    await events.sync();
    for (const key of fresh.keys()) taken.add(key);
  });
  turn = taking.catch(() => {});
  return taking;
}

async function receive(request) {
  if (request.method !== "POST") return 405;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return 413;
    chunks.push(chunk);
  }
  // The signature is of the bytes as they came: verify before parsing, never over parsed JSON.
  const body = Buffer.concat(chunks);
  if (!isSigned(body, request.headers["x-baseten-signature"])) return 401;
  const push = JSON.parse(body.toString("utf8"));
  // Types that are not known yet are acknowledged, or they would come back.
  if (push.type === "API_BILLING_USAGE") await take(push.data.events);
  return 200;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    // 5xx is sent again; a 4xx would end the delivery.
    () => response.writeHead(500, { connection: "close" }).end(),
  );
});
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? "127.0.0.1", () => {
  const { address, port } = server.address();
  process.stdout.write(`receiving on http://${address}:${port}/\n`);
});
