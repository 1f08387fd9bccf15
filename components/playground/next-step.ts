import { waitText } from "@/lib/format/format";
import type { CallFailure } from "./call-failure";

/** What to do about a failed call to `slug`, in a sentence or two; `hasText`: some of it came. */
export function nextStep(failure: CallFailure, slug: string, hasText: boolean): string {
  switch (failure.from) {
    case "answer":
      return hasText ? "What had come by then stands above. Send it again." : "Send it again.";
    case "dashboard":
      return dashboardStep(failure.code);
    case "api":
      return apiStep(failure, slug);
    default:
      return failure satisfies never;
  }
}

function dashboardStep(code: string): string {
  switch (code) {
    case "UNAUTHENTICATED":
      return "Sign in again in another tab, come back here and send it again.";
    case "UNREACHABLE":
      return "Nothing was billed. Once the gateway answers, send it again.";
    case "PAYLOAD_TOO_LARGE":
      return "Shorten the message, or clear the conversation: all of it is sent with each call.";
    default:
      return "Send it again.";
  }
}

type ApiFailure = Extract<CallFailure, { from: "api" }>;

function apiStep({ status, waitSeconds, neverFits }: ApiFailure, slug: string): string {
  const again = `Send it again ${waitSeconds === null ? "shortly" : `in ${waitText(waitSeconds * 1_000)}`}`;
  switch (status) {
    case 400:
    case 422:
      return "Nothing was billed. Change what the message names and send it again.";
    case 401:
      return "Paste the whole key: prefix, dot and what follows. A revoked key never works again; its group's Keys tab mints another.";
    case 403:
      return "This key may not call models. Use one from a group's Keys tab.";
    case 404:
      return `Either no endpoint has the slug ${slug}, or the key's group may not call it: callers can't tell one from the other. Look for it under Endpoints, and in the group's Limits tab.`;
    case 413:
      return "Shorten the message, or clear the conversation: all of it is sent with each call.";
    case 429:
      return neverFits
        ? "Lower Max tokens or shorten the message, or raise the limit in the Limits tab of the group that declares it."
        : `${again}, or raise the limit in the Limits tab of the group that declares it.`;
    case 502:
    case 504:
      return "Nothing was billed. The model behind the slug did not answer as it should: test the connection under Endpoints.";
    case 503:
      return `Nothing was billed. ${again}. If it stays like this, the Overview shows which part of the gateway is not ready.`;
    default:
      return `${again}. With the request id, the server's log tells more.`;
  }
}
