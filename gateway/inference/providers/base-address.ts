import { targetDefaults } from "../../contracts/providers/target-fields";

/** Where operations begin below an address that may name their base itself: it is not doubled. */
export function withBasePath(address: string, basePath?: string | null): string {
  const whole = withoutSlash(address);
  const base = withoutSlash(basePath ?? targetDefaults.base_path);
  return whole.endsWith(base) ? whole : `${whole}${base}`;
}

export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
