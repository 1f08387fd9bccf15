export interface HeaderLine {
  name: string;
  value: string;
  /** Of those that are this API's own. */
  meaning: string | null;
}

const meanings: Record<string, string> = {
  "x-request-id": "The call's id, for Find a request and the server's log",
  "retry-after": "Seconds until the same call could fit",
  "x-should-retry": "“false”: waiting does not help",
  ...rateMeanings("requests", "request"),
  ...rateMeanings("tokens", "token"),
};

function rateMeanings(plural: string, one: string): Record<string, string> {
  return {
    [`x-ratelimit-limit-${plural}`]: `The ${one} limit with the least left`,
    [`x-ratelimit-remaining-${plural}`]:
      one === "token"
        ? "Left of it when the answer began, what this call might take set aside"
        : "Left of it, this call counted",
    [`x-ratelimit-reset-${plural}`]: "Until all of it is free again if nothing more is sent",
  };
}

/** Those with a meaning first, in the order above; the rest by name. */
export function headerLines(headers: Record<string, string>): HeaderLine[] {
  const explained = Object.keys(meanings).filter((name) => name in headers);
  const rest = Object.keys(headers).filter((name) => !(name in meanings));
  return [...explained, ...rest.sort()].map((name) => ({
    name,
    value: headers[name] ?? "",
    meaning: meanings[name] ?? null,
  }));
}
