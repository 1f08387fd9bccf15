import { findCode } from "@/gateway/contracts/leaves/find-code";
import { type ActionError, fail, type Result } from "./result";

/** What came back instead of an answer of the API. */
interface Strange {
  /** GATEWAY_API_URL. */
  origin: string;
  path: string;
  status: number;
  text: string;
}

const untrusted = /^(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_|^ERR_TLS_CERT_ALTNAME/;
const noTls = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)|^EPROTO$/;
const closed = /^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|HPE_)/;
const checkUrl = "Admins: check GATEWAY_API_URL.";

/** Nothing came back at all: why, as far as the error tells, and which setting to check. */
export function connectionTrouble(origin: string, error: unknown): ActionError {
  return { code: "UNREACHABLE", message: connectionText(origin, error) };
}

function connectionText(origin: string, error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") {
    return `The gateway at ${origin} did not answer in 15 s. Is it running?`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = findCode(cause);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `The gateway can't be reached: the host name of ${origin} is not known. ${checkUrl}`;
  }
  if (untrusted.test(code)) {
    return `The TLS certificate of ${origin} is not trusted (${code}). ${checkUrl} NODE_EXTRA_CA_CERTS names an authority of your own.`;
  }
  if (noTls.test(code)) {
    return `${origin} answered, but not with TLS: it may be meant to be http. ${checkUrl}`;
  }
  if (cause instanceof Error && cause.message === "unexpected redirect") {
    return `${origin} answered with a redirect, as no gateway does. ${checkUrl}`;
  }
  if (closed.test(code)) {
    const https = origin.startsWith("http:") ? ": it may be meant to be https" : "";
    return `${origin} broke the connection off${https}. ${checkUrl}`;
  }
  return `The gateway at ${origin} can't be reached. Is it running? ${checkUrl}`;
}

/** A 2xx that is no JSON. */
export function noGateway({ origin }: Pick<Strange, "origin">): Result<never> {
  return fail(
    "UNEXPECTED_ANSWER",
    `${origin} answered, but it is no Headgate gateway. ${checkUrl}`,
  );
}

/** The key is the dashboard's own, whoever asks: signing in again would not help. */
export function keyRefused({ origin }: Pick<Strange, "origin">): Result<never> {
  return fail(
    "GATEWAY_KEY_REFUSED",
    `The gateway at ${origin} does not accept this dashboard's management key. Admins: check GATEWAY_API_KEY.`,
  );
}

/**
 * An error in none of the API's shapes. Servers other than ours have other bodies, so the status and
 * the text are shown; a web page, or no such path as every gateway has, is told from them.
 */
export function strangeError({ origin, path, status, text }: Strange): Result<never> {
  const isPage = /^\s*</.test(text);
  const isMissing = status === 404 && /^\/v1\/(?:gateway\/)?[a-z_]+$/.test(path);
  if (isMissing || (isPage && status < 500)) {
    const message = `${origin} answered ${status} to ${path}: it is no Headgate gateway. ${checkUrl}`;
    return fail(`HTTP_${status}`, message);
  }
  const shown = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
  return fail(`HTTP_${status}`, `The gateway answered ${status}${shown ? `: ${shown}` : ""}`);
}
