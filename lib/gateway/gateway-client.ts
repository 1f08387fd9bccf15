import { parseJson } from "@/gateway/contracts/leaves/json";
import "server-only";
import { createHash } from "node:crypto";
import type { z } from "zod";
import { errorBody } from "@/gateway/contracts/error";
import { env } from "../env";
import type { Role } from "../members/member";
import { connectionTrouble, keyRefused, noGateway, strangeError } from "./gateway-trouble";
import { fail, ok, type Result } from "./result";

/** The person on whose behalf the dashboard calls; only our own gateway reads it. */
export interface ActingMember {
  id: string;
  email: string;
  role: Role;
}

export interface GatewayRequest<Answer extends z.ZodType> {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Starts with /v1/. Build ids into it with encodeURIComponent. */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** Sent as they are: a registration's body is signed byte by byte. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** Besides 2xx: statuses whose body is an answer, too. */
  answerStatuses?: readonly number[];
  answer: Answer;
  member?: ActingMember;
  /** Tag of the state that the write is about; null = the server gave none. */
  ifMatch?: string | null;
  /** The thing must not be there yet. */
  mustBeNew?: boolean;
  /** Id of one submission of a form: sent again with the same body, it is done once. */
  submission?: unknown;
}

export interface Tagged<Value> {
  value: Value;
  /** Strong entity tag; null where the server gives none, or a proxy weakened it. */
  etag: string | null;
}

const timeoutMs = 15_000;

/**
 * One call to the gateway API (ours or the hosted one). Never throws for what the server or the
 * network does: UNREACHABLE, UNEXPECTED_ANSWER, GATEWAY_KEY_REFUSED and the API's own codes come back.
 */
export async function callGateway<Answer extends z.ZodType>(
  request: GatewayRequest<Answer>,
): Promise<Result<z.infer<Answer>>> {
  const tagged = await callGatewayTagged(request);
  return tagged.ok ? ok(tagged.data.value) : tagged;
}

/** The same, with the tag that a write to what was read is to name. */
export async function callGatewayTagged<Answer extends z.ZodType>(
  request: GatewayRequest<Answer>,
): Promise<Result<Tagged<z.infer<Answer>>>> {
  const sent = await send(request, "application/json");
  if (!sent.ok) return sent;
  const { text, etag } = sent.data;
  const json = parseJson(text);
  if (json === undefined) return noGateway({ origin: env().gatewayApiUrl });
  const parsed = request.answer.safeParse(json);
  if (!parsed.success) {
    return fail(
      "UNEXPECTED_ANSWER",
      `The gateway answered ${request.path} in a shape this dashboard does not know`,
    );
  }
  return ok({ value: parsed.data, etag });
}

/** One GET whose answer is passed on as CSV. Errors as those of callGateway. */
export async function callGatewayForCsv(request: Pick<PlainRequest, "path" | "query">) {
  const sent = await send(request, "text/csv");
  return sent.ok ? ok(sent.data.text) : sent;
}

type PlainRequest = Omit<GatewayRequest<z.ZodType>, "answer">;

interface Sent {
  /** Of a 2xx answer. */
  text: string;
  etag: string | null;
}

async function send(request: PlainRequest, accept: string): Promise<Result<Sent>> {
  if (hasDots(request.path)) return fail("NOT_FOUND", "There is nothing with the id . or ..");
  const { gatewayApiUrl, gatewayApiKey } = env();
  const url = new URL(`${gatewayApiUrl}${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = {
    ...request.headers,
    authorization: `Api-Key ${gatewayApiKey}`,
    accept,
  };
  if (request.member) {
    // Picked by name: whoever passes a whole member must not send the session's id along.
    const { id, email, role } = request.member;
    headers["x-headgate-actor"] = Buffer.from(JSON.stringify({ id, email, role })).toString(
      "base64url",
    );
  }
  const body =
    request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  if (body !== undefined) headers["content-type"] = "application/json";
  if (request.ifMatch) headers["if-match"] = request.ifMatch;
  if (request.mustBeNew) headers["if-none-match"] = "*";
  const idempotencyKey = toIdempotencyKey(request, body);
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;

  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: request.method ?? "GET",
      headers,
      body: body ?? null,
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    return { ok: false, error: connectionTrouble(gatewayApiUrl, error) };
  }
  const isAnswer = response.ok || request.answerStatuses?.includes(response.status);
  if (isAnswer) return ok({ text, etag: strongTag(response.headers.get("etag")) });
  const { path } = request;
  return failure({ origin: gatewayApiUrl, path, status: response.status, text });
}

/** Ids of dots would be resolved to another path; no escape helps, as URLs read those the same. */
function hasDots(path: string): boolean {
  return path.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

function failure(strange: Parameters<typeof strangeError>[0]): Result<never> {
  if (strange.status === 401) return keyRefused(strange);
  const body = errorBody.safeParse(parseJson(strange.text));
  if (body.success) return fail(body.data.code, body.data.message, body.data.details);
  return strangeError(strange);
}

/** A form that was edited is another request: what is sent is part of the key. */
function toIdempotencyKey(
  { method, path, submission }: PlainRequest,
  body: string | undefined,
): string | undefined {
  if (method !== "POST" || typeof submission !== "string") return undefined;
  if (!/^[A-Za-z0-9]{16,64}$/.test(submission)) return undefined;
  const sent = createHash("sha256")
    .update(`${path}\n${body ?? ""}`)
    .digest("base64url");
  return `${submission}.${sent}`;
}

function strongTag(etag: string | null): string | null {
  return etag?.startsWith('"') ? etag : null;
}
