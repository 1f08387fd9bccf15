const defaultBasePath = "/v1";

/** Where operations begin below an address that may name their base itself: it is not doubled. */
export function withBasePath(address: string, basePath = defaultBasePath): string {
  const whole = withoutSlash(address);
  const base = withoutSlash(basePath);
  return whole.endsWith(base) ? whole : `${whole}${base}`;
}

export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
