/** Of the paths below /v1, those of the management plane; all others are what OpenAI's SDKs may ask for. */
const managementPrefixes = [
  "/v1/gateway",
  "/v1/secrets",
  "/v1/spec",
  "/v1/api_keys",
  "/v1/audit_logs",
  "/v1/teams",
  "/v1/users",
];
/** How the inference plane's paths end, whatever a wrong base URL puts before them. */
const inferenceEnd =
  /\/(?:chat\/completions|completions|embeddings|models(?:\/[^/]+){0,2}|responses)$/;

/** Who reads the answer: a customer's OpenAI SDK, or a client of the management API. */
export function isInferencePath(path: string): boolean {
  if (path.startsWith("/v1/")) {
    return !managementPrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  }
  return inferenceEnd.test(path);
}

/** The path of a request's target, without query, doubled slashes and one at the end. */
export function toPath(target: string): string {
  const path = originForm(target).split("?", 1)[0] ?? "";
  return path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** A proxy may be sent the whole URL; servers must take that, too (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}
