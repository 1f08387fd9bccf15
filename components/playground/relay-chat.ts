import "server-only";
import { env } from "@/lib/env";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { gatewayBody, type RelayRequest } from "./chat-request";
import { relayHeaders } from "./relayed-headers";

/** The gateway has patience of its own, and less. */
const answerMsMax = 10 * 60_000;

/**
 * Sends a chat request to the configured inference address with the key that was typed, and
 * nothing else, and hands the answer back as it comes. Logs nothing: an error of fetch can hold
 * what was sent. @param gone aborts when the browser has left: so does the call. UNREACHABLE
 */
export async function relayChat(
  { apiKey, request }: RelayRequest,
  gone: AbortSignal,
): Promise<Result<Response>> {
  const { gatewayInferenceUrl } = env();
  let answer: Response;
  try {
    answer = await fetch(`${gatewayInferenceUrl}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Api-Key ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(gatewayBody(request)),
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.any([gone, AbortSignal.timeout(answerMsMax)]),
    });
  } catch {
    return fail(
      "UNREACHABLE",
      `The gateway at ${gatewayInferenceUrl} can't be reached. Is it running?`,
    );
  }
  const headers = relayHeaders(answer.status, answer.headers);
  // Never what a browser would run, and never compressed: that would hold back what streams.
  headers.set("content-type", "text/plain; charset=utf-8");
  headers.set("cache-control", "no-store, no-transform");
  headers.set("x-accel-buffering", "no");
  return ok(new Response(answer.body, { headers }));
}
