import type { NeededScope } from "../../contracts/operations/operation";
import type { ManagementScope } from "../../contracts/workspace";

/** The scopes that a need is met by. Source: gateway API, "Management keys, teams, me". */
const holders: Record<NeededScope, readonly ManagementScope[]> = {
  any: ["management", "view", "metrics", "keys"],
  view: ["management", "view"],
  management: ["management"],
  metrics: ["management", "view", "metrics"],
  read_customer_keys: ["management", "view", "keys"],
  write_customer_keys: ["management", "keys"],
};

/** Undefined where `scope` may; otherwise which scopes may, as `management or keys`. */
export function scopesMissing(scope: ManagementScope, needed: NeededScope): string | undefined {
  return holders[needed].includes(scope) ? undefined : holders[needed].join(" or ");
}
