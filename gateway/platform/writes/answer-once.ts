import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { dayMs } from "../../contracts/leaves/time";
import type { Deps } from "../../deps";
import type { JoinedDatabase } from "../db/joined-transactions";
import { AppError } from "../http/app-error";
import {
  findKeptAnswer,
  type KeptAnswer,
  keepAnswer,
  tryIdempotencyLock,
} from "./idempotency-store";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The handler waits for somebody else and makes nothing: no transaction is held meanwhile. */
    callsOut?: boolean;
  }
}

const keptMs = dayMs;
/** Members of an answer that nobody is shown twice: they are never kept. */
const oneTimeMembers = ["api_key", "secret"];

/**
 * Every POST route that is registered after this obeys `Idempotency-Key`: what succeeded is answered
 * again for 24 hours, not done again, and is kept in the transaction that did it. What failed is not
 * kept. Source: draft-ietf-httpapi-idempotency-key-header-07.
 */
export function answerOnce(
  app: FastifyInstance,
  deps: Pick<Deps, "clock"> & { db: JoinedDatabase },
): void {
  app.addHook("onRoute", (route) => {
    if (route.method !== "POST") return;
    const { handler, config } = route;
    route.handler = async function (request, reply) {
      const key = readIdempotencyKey(request);
      if (key === undefined) return handler.call(this, request, reply);
      const perform = async () => handler.call(this, request, reply);
      const answer = () => once(deps, { request, reply, key, perform });
      const { text } = await (config?.callsOut ? answer() : deps.db.inTransaction(answer));
      reply.type("application/json; charset=utf-8").serializer((payload: string) => payload);
      return text;
    };
  });
}

interface Once {
  request: FastifyRequest;
  reply: FastifyReply;
  key: string;
  perform: () => Promise<unknown>;
}

async function once(
  { db, clock }: Pick<Deps, "clock"> & { db: JoinedDatabase },
  { request, reply, key, perform }: Once,
): Promise<{ text: string }> {
  const { workspaceId, actor } = request.management;
  const scope = { workspaceId, managementKeyId: actor.id, key };
  if (!(await tryIdempotencyLock(db, scope))) {
    const message = "A request with this Idempotency-Key is at work; ask again for its answer";
    throw new AppError("IDEMPOTENCY_KEY_IN_USE", message);
  }
  const requestHash = hashRequest(request);
  const at = new Date(clock.now());
  const expired = new Date(at.getTime() - keptMs);
  const kept = await findKeptAnswer(db, scope, expired);
  if (kept) return { text: replay(kept, requestHash, reply) };
  const text = toText(reply.serialize(await perform()));
  const entityTag = reply.getHeader("etag");
  await keepAnswer(db, scope, {
    requestHash,
    status: reply.statusCode,
    entityTag: typeof entityTag === "string" ? entityTag : null,
    answer: withoutSecrets(text),
    at,
    expired,
  });
  return { text };
}

function replay(kept: KeptAnswer, requestHash: Buffer, reply: FastifyReply): string {
  if (!kept.requestHash.equals(requestHash)) {
    const message =
      "This Idempotency-Key was used for another request (path or body): give each request its own";
    throw new AppError("IDEMPOTENCY_KEY_REUSED", message);
  }
  reply.code(kept.status).header("idempotency-replayed", "true");
  reply.header("cache-control", "no-store");
  if (kept.entityTag !== null) reply.header("etag", kept.entityTag);
  return kept.answer;
}

/** 400 unless it is 1 to 255 printable ASCII characters, sent once. */
function readIdempotencyKey({ headers, raw }: FastifyRequest): string | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined) return undefined;
  const { rawHeaders } = raw;
  const isName = (at: number) => at % 2 === 0 && /^idempotency-key$/i.test(rawHeaders[at] ?? "");
  const times = rawHeaders.filter((_, at) => isName(at)).length;
  if (times === 1 && typeof key === "string" && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const message = "Idempotency-Key must be sent once, with 1 to 255 printable ASCII characters";
  throw new AppError("VALIDATION_ERROR", message);
}

function hashRequest({ method, url, rawBody }: FastifyRequest): Buffer {
  const hash = createHash("sha256").update(`${method} ${url}\n`);
  return (rawBody ? hash.update(rawBody) : hash).digest();
}

function toText(serialized: unknown): string {
  return typeof serialized === "string" ? serialized : String(serialized);
}

function withoutSecrets(text: string): string {
  const answer: unknown = JSON.parse(text);
  const isObject = typeof answer === "object" && answer !== null;
  const shownOnce = isObject ? oneTimeMembers.filter((name) => name in answer) : [];
  if (shownOnce.length === 0) return text;
  const nulls = Object.fromEntries(shownOnce.map((name) => [name, null]));
  return JSON.stringify(Object.assign({}, answer, nulls));
}
