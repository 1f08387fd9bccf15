import type { RequestFailure } from "@/gateway/contracts/request";

/** What the model's server did instead of answering, and where to look; of older requests unknown. */
export function describeFailure(failure: RequestFailure | null | undefined): string {
  if (!failure) return "The model's server did not give an answer that could be passed on.";
  const { code, status } = failure;
  if (status === null) return withoutStatus(code);
  const said = `The model's server answered ${status}`;
  if (status === 404) return `${said}: check Base URL and Target model of the endpoint.`;
  if (status === 401 || status === 403) return `${said}: check the endpoint's secret.`;
  if (status < 400) return `${said}, a redirect, which is not followed: check the Base URL.`;
  if (status === 429 || status === 529) return `${said}: it is over its own capacity or quota.`;
  if (status < 500) return `${said}: it refused what was sent. The caller was told why.`;
  return `${said}: the fault is on its side.`;
}

function withoutStatus(code: string): string {
  switch (code) {
    case "upstream_timeout":
      return "The model's server did not answer in time.";
    case "upstream_unreachable":
      return "The connection to the model's server failed: check the Base URL, and that it runs.";
    case "upstream_address_refused":
      return "The model's address is in a range that this gateway may not call: check the Base URL.";
    case "upstream_invalid_response":
      return "The model's server answered, but not with a whole answer that could be passed on: check the Base URL.";
    default:
      return `The answer of the model's server could not be passed on (${code}).`;
  }
}
