import type { Random } from "../../../scripts/seed/random";
import type { FuzzTargets } from "./fuzz-targets";
import { mutateJson } from "./mutate-json";
import { oddUrl } from "./odd-url";
import { canary, oddText } from "./odd-values";

export interface FuzzRequest {
  bytes: Buffer;
  /** Its framing may be wrong: nothing can follow it on the same connection. */
  isAlone: boolean;
}

/** A request that is mostly right, so that what is wrong with it gets as far as it can. */
export function fuzzRequest(random: Random, targets: FuzzTargets): FuzzRequest {
  const operation = random.pick(targets.operations);
  const method =
    random.next() < 0.02
      ? random.pick(["PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"])
      : operation.method;
  const body = operation.body === undefined ? undefined : createBody(random, operation.body);
  const head: [string, string][] = [
    ["host", random.next() < 0.01 ? oddHeader(random) : "gateway"],
    ["authorization", `Api-Key ${targets.pickKey(operation)}`],
  ];
  if (body || random.next() < 0.02) {
    head.push([
      "content-type",
      random.next() < 0.9 ? "application/json" : random.pick(contentTypes),
    ]);
    head.push(["content-length", String(body?.length ?? 0)]);
  }
  while (random.next() < 0.3) head.push([random.pick(headerNames), headerValue(random)]);
  const isAlone = random.next() < 0.02;
  if (isAlone) head.push(random.pick(framings));
  const line = `${method} ${oddUrl(random, operation, targets)} HTTP/1.1`;
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return {
    bytes: Buffer.concat([Buffer.from(`${line}\r\n${lines}\r\n`), body ?? Buffer.alloc(0)]),
    isAlone,
  };
}

function createBody(random: Random, valid: unknown): Buffer {
  const text = random.next() < 0.1 ? JSON.stringify(valid) : mutateJson(random, valid);
  if (random.next() < 0.85) return Buffer.from(text);
  return random.pick<() => Buffer>([
    () => Buffer.from(`\ufeff${text}`),
    () => Buffer.from(text, "utf16le"),
    () => Buffer.from(text, "latin1"),
    () => Buffer.from(text.slice(0, random.integer(0, text.length))),
    () => Buffer.from(`${text}${text}`),
    () => Buffer.concat([Buffer.from(text), Buffer.from([0xc0, 0x80, 0xff])]),
    () => Buffer.from(random.pick(["", " ", "\r\n\t", "null", "[]", '"', "0", "{", "\u0000"])),
    () => Buffer.from(text.replaceAll('"', random.pick(["'", '"\u00a0', ""]))),
    () => Buffer.from(text.replaceAll(":", " :\n\t ").replaceAll(",", " , ")),
  ])();
}

/** Without line ends: what stands behind one is another header. */
function oddHeader(random: Random): string {
  return oddText(random)
    .toWellFormed()
    .replaceAll(/[\r\n]/g, " ")
    .slice(0, 9_000);
}

function headerValue(random: Random): string {
  return random.next() < 0.5
    ? oddHeader(random)
    : random.pick([
        "*",
        '"x"',
        'W/"x"',
        '"a", "b"',
        "sync:",
        "x".repeat(300),
        `user:${canary}`,
        "%7B%7D",
        canary,
        '{"name":"x","email":null}',
        Buffer.from(`{"name":"${canary}"}`).toString("base64"),
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "203.0.113.9, ::1",
        "=?utf-8?b?eA==?=",
      ]);
}

const headerNames = [
  "if-match",
  "if-match",
  "if-none-match",
  "idempotency-key",
  "idempotency-key",
  "x-headgate-actor",
  "x-headgate-actor",
  "x-request-id",
  "traceparent",
  "tracestate",
  "x-forwarded-for",
  "x-forwarded-host",
  "forwarded",
  "origin",
  "accept",
  "accept-encoding",
  "authorization",
  "x-api-key",
  "content-encoding",
  "content-type",
  "cookie",
  "range",
  "date",
  "user-agent",
  "access-control-request-method",
  "openai-organization",
  "x-stainless-retry-count",
  "__proto__",
  "constructor",
] as const satisfies readonly [string, ...string[]];

const contentTypes = [
  "text/plain",
  "application/json; charset=utf-16",
  "application/json;charset=iso-8859-1",
  "multipart/form-data; boundary=a",
  "application/x-www-form-urlencoded",
  "application/JSON",
  "json",
  "",
  "*/*",
  "application/vnd.x+json",
] as const satisfies readonly [string, ...string[]];

const framings: readonly [[string, string], ...[string, string][]] = [
  ["content-length", "1"],
  ["content-length", "99999999999999999999"],
  ["content-length", "-1"],
  ["transfer-encoding", "chunked"],
  ["transfer-encoding", "gzip, chunked"],
  ["connection", "close"],
  ["connection", "upgrade"],
  ["upgrade", "websocket"],
  ["expect", "100-continue"],
  ["expect", canary],
  [`bad name ${canary}`, "1"],
  ["x-control", `\u0000${canary}`],
  ["x-fold", `a\r\n b${canary}`],
  ["host", "another"],
  ["x-long", "x".repeat(20_000)],
];
