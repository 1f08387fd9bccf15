export interface CurlRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  /** Starts with a slash: /v1/… */
  path: string;
  body?: unknown;
  /** Default: the shell variable $GATEWAY_API_URL. */
  origin?: string | undefined;
  /** The shell variable that holds the key; default: the management key's. */
  keyVariable?: string | undefined;
}

/**
 * A command to paste into a shell. Secrets never go into it: the key is a variable, and the caller
 * leaves secret fields out of `body`.
 */
export function curlCommand({
  method = "GET",
  path,
  body,
  origin,
  keyVariable = "GATEWAY_API_KEY",
}: CurlRequest): string {
  const url = origin ? shellQuote(`${origin}${path}`) : `"$GATEWAY_API_URL"${shellQuote(path)}`;
  const lines = [
    method === "GET" ? `curl ${url}` : `curl -X ${method} ${url}`,
    `-H "Authorization: Api-Key $${keyVariable}"`,
  ];
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`);
    lines.push(`-d ${shellQuote(JSON.stringify(body, null, 2))}`);
  }
  return lines.join(" \\\n  ");
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
