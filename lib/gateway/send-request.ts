import "server-only";
import { createHash } from "node:crypto";
import { errorBody } from "@/gateway/contracts/error";
import { parseJson } from "@/gateway/contracts/leaves/json";
import { env } from "../env";
import { connectionTrouble, keyRefused, strangeError } from "./gateway-trouble";
import type { AnyInput, CalledOperation } from "./operation-input";
import { fail, ok, type Result } from "./result";

const timeoutMs = 15_000;

export interface PlainRequest extends Omit<AnyInput, "params" | "answer"> {
  method: CalledOperation["method"];
  /** Its ids are escaped. */
  path: string;
}

interface Sent {
  /** Of a 2xx answer. */
  text: string;
  etag: string | null;
}

/** Sends a request to the configured gateway; answers its text, or why there is none. */
export async function sendRequest(request: PlainRequest, accept: string): Promise<Result<Sent>> {
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
      method: request.method,
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
  return path.split("/").some((segment) => segment === "." || segment === "..");
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
