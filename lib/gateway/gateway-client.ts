import { parseJson } from "@/gateway/contracts/leaves/json";
import "server-only";
import { createHash } from "node:crypto";
import type { z } from "zod";
import { errorBody } from "@/gateway/contracts/error";
import { type Operation, toOperationPath } from "@/gateway/contracts/operations/operation";
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

interface CallOptions {
  /** Sent as they are: a registration's body is signed byte by byte. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** Besides 2xx: statuses whose body is an answer, too. */
  answerStatuses?: readonly number[];
  member?: ActingMember;
  /** Tag of the state that the write is about; null = the server gave none. */
  ifMatch?: string | null;
  /** The thing must not be there yet. */
  mustBeNew?: boolean;
  /** Id of one submission of a form: sent again with the same body, it is done once. */
  submission?: unknown;
}

export interface GatewayRequest<Answer extends z.ZodType> extends CallOptions {
  method?: Operation["method"];
  /** Starts with /v1/. Build ids into it with encodeURIComponent. */
  path: string;
  query?: Record<string, unknown>;
  body?: unknown;
  answer: Answer;
}

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
/** A member that may be left out where nothing in it is needed. */
type Member<Name extends string, Value> = undefined extends Value
  ? { [Key in Name]?: Value }
  : Partial<Value> extends Value
    ? { [Key in Name]?: Value }
    : { [Key in Name]: Value };

/** What an operation is called with. `answer`: where a server answers it more loosely than ours. */
export type OperationInput<
  Called extends Operation,
  Answer extends z.ZodType = Called["answer"],
> = CallOptions &
  Member<"params", Given<Called["params"]>> &
  Member<"query", Given<Called["query"]>> &
  (Member<"body", Given<Called["body"]>> | { rawBody: string }) & { answer?: Answer };

/** The same without its types. */
interface AnyInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  answer?: z.ZodType;
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
export async function callGateway<
  Called extends Operation,
  Answer extends z.ZodType = Called["answer"],
>(operation: Called, input: OperationInput<Called, Answer>): Promise<Result<z.infer<Answer>>>;
export async function callGateway<Answer extends z.ZodType>(
  request: GatewayRequest<Answer>,
): Promise<Result<z.infer<Answer>>>;
export async function callGateway(
  called: Operation | GatewayRequest<z.ZodType>,
  input?: AnyInput,
): Promise<Result<unknown>> {
  const tagged = await ask(toRequest(called, input));
  return tagged.ok ? ok(tagged.data.value) : tagged;
}

/** The same, with the tag that a write to what was read is to name. */
export async function callGatewayTagged<
  Called extends Operation,
  Answer extends z.ZodType = Called["answer"],
>(
  operation: Called,
  input: OperationInput<Called, Answer>,
): Promise<Result<Tagged<z.infer<Answer>>>>;
export async function callGatewayTagged<Answer extends z.ZodType>(
  request: GatewayRequest<Answer>,
): Promise<Result<Tagged<z.infer<Answer>>>>;
export async function callGatewayTagged(
  called: Operation | GatewayRequest<z.ZodType>,
  input?: AnyInput,
): Promise<Result<Tagged<unknown>>> {
  return ask(toRequest(called, input));
}

/** An operation whose answer is passed on as CSV. Errors as those of callGateway. */
export async function callGatewayForCsv<Called extends Operation & { asCsv: string }>(
  operation: Called,
  input: OperationInput<Called>,
): Promise<Result<string>>;
export async function callGatewayForCsv(
  operation: Operation,
  input: AnyInput,
): Promise<Result<string>> {
  const sent = await send(toRequest(operation, input), "text/csv");
  return sent.ok ? ok(sent.data.text) : sent;
}

function toRequest(
  called: Operation | GatewayRequest<z.ZodType>,
  input?: AnyInput,
): GatewayRequest<z.ZodType> {
  if (!("operationId" in called)) return called;
  const { method, answer } = called;
  return { method, answer, ...input, path: toOperationPath(called, input?.params) };
}

async function ask<Answer extends z.ZodType>(
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
