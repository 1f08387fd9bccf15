import { InferenceError, neverRetried } from "../errors/inference-error";
import { blankSecret } from "./blank-secret";
import { type FailureKind, findKeptCode, statusWithin, toFailureKind } from "./failure-kind";
import { keptWords } from "./kept-words";
import { readErrorText, type SaidError } from "./read-upstream-error";

/** Who was asked for what: upstreams are quoted in the caller's words and without our secret. */
export interface AskedUpstream {
  slug: string;
  targetModel: string | null;
  secret: string;
}

/**
 * An answer with an error status. What the caller can mend is passed on, the target's own name
 * replaced by the slug; the rest is between the operator and the upstream.
 */
export function upstreamRefusal(
  status: number,
  text: string,
  asked: AskedUpstream,
  retryAfter?: number,
): InferenceError {
  const said = withoutSecret(readErrorText(text), asked);
  const kind = toFailureKind(status, said);
  const { code, message, param } = formatTold(kind, said, asked, {
    server: { code: "upstream_error", message: operatorText(status) },
    request: `The model refused the request with status ${status}.`,
  });
  const headers: Record<string, string> = isLasting(kind) ? { ...neverRetried } : {};
  if (retryAfter !== undefined && kind !== "request") headers["retry-after"] = String(retryAfter);
  const isTooLarge = status === 413 && code === "invalid_request_error";
  return new InferenceError(
    toPublicStatus(kind, status),
    isTooLarge ? "request_too_large" : code,
    message,
    { param, headers, upstreamStatus: status, upstreamSaid: keptWords(text, asked.secret) },
  );
}

/** An error within an answer 200, whole or streamed: 502, with what clients decide by. */
export function errorWithinAnswer(
  read: SaidError,
  text: string,
  asked: AskedUpstream,
): InferenceError {
  const said = withoutSecret(read, asked);
  const kind = toFailureKind(statusWithin(said), said);
  const failed = "The model sent an error instead of an answer.";
  const { code, message, param } = formatTold(kind, said, asked, {
    server: { code: "upstream_invalid_response", message: failed },
    request: failed,
  });
  const headers = isLasting(kind) || kind === "request" ? neverRetried : {};
  return new InferenceError(502, code, message, {
    type: kind === "request" ? "invalid_request_error" : "server_error",
    param,
    headers,
    upstreamSaid: keptWords(text, asked.secret),
  });
}

interface Told {
  code: string;
  message: string;
  param?: string | undefined;
}

const messageCharactersMax = 2_000;
const paramCharactersMax = 255;

function formatTold(
  kind: FailureKind,
  said: SaidError,
  asked: AskedUpstream,
  fallback: { server: Told; request: string },
): Told {
  switch (kind) {
    case "request":
      return {
        code: findKeptCode(said) ?? "invalid_request_error",
        message: quoted(said.message, asked, messageCharactersMax) || fallback.request,
        param: said.param === null ? undefined : quoted(said.param, asked, paramCharactersMax),
      };
    case "quota":
      return {
        code: "insufficient_quota",
        message: "The model's own account has no quota left: its operator should look at it.",
      };
    case "overloaded":
      return {
        code: "upstream_overloaded",
        message: "The model is over its own capacity; this is not your limit.",
      };
    case "timeout":
      return { code: "upstream_timeout", message: "The model did not answer in time." };
    case "credential":
    case "setup":
    case "server":
      return fallback.server;
    default:
      return kind satisfies never;
  }
}

/** Before anything is read from it: the target's name may be a part of the secret. */
function withoutSecret(said: SaidError, { secret }: AskedUpstream): SaidError {
  const blanked = (text: string | null) => (text === null ? null : blankSecret(text, secret));
  return {
    message: blankSecret(said.message, secret),
    code: blanked(said.code),
    type: blanked(said.type),
    param: blanked(said.param),
    status: said.status,
  };
}

function quoted(text: string, { slug, targetModel }: AskedUpstream, charactersMax: number): string {
  const named = targetModel ? text.replaceAll(targetModel, slug) : text;
  return named.slice(0, charactersMax).toWellFormed();
}

function toPublicStatus(kind: FailureKind, status: number): number {
  switch (kind) {
    case "request":
      return status === 413 ? 413 : 400;
    case "quota":
    case "overloaded":
      return 503;
    case "timeout":
      return 504;
    default:
      return status === 503 ? 503 : 502;
  }
}

/** The same request would get the same answer, until an operator does something. */
function isLasting(kind: FailureKind): boolean {
  return kind === "credential" || kind === "setup" || kind === "quota";
}

/** The caller can't mend it, but can pass on what whoever runs the gateway has to look at. */
function operatorText(status: number): string {
  const said = `The model's server answered ${status}`;
  if (status === 404) return `${said}: its operator should check Base URL and Target model.`;
  if (status === 401 || status === 403) return `${said}: its operator should check the secret.`;
  if (status < 400) return `${said}, a redirect: its operator should check the Base URL.`;
  return `${said}.`;
}
