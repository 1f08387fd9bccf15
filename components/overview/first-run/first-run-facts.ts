import type { SetupState } from "../overview-state";

type FirstRunState = SetupState["firstRun"];

/** Who can call a published model: a customer's group must name it, and have a key. */
export function toReach(
  slug: string | null,
  groups: readonly { slugs: readonly string[]; hasKey: boolean }[],
): FirstRunState["reach"] {
  const allowed = groups.filter(({ slugs }) => slug !== null && slugs.includes(slug));
  if (allowed.length === 0) return "nobody";
  return allowed.some(({ hasKey }) => hasKey) ? "customers" : "keyless";
}

const reaches: Record<FirstRunState["reach"], string> = {
  nobody: "is published; no customer may call it yet",
  keyless: "is published; customers call it once they have a key",
  customers: "can be called by customers",
};

/**
 * What the steps of the checklist came to, in words that hold at this moment: nothing is in use
 * before it was used. Slug, group and key stand before them.
 */
export function firstRunFacts({ reach, group, called }: FirstRunState) {
  return {
    published: reaches[reach],
    group: group?.slugs.length ? `may call ${group.slugs.join(", ")}` : "may call no model yet",
    key: called ? "is in use" : called === false ? "is minted; it was not used yet" : "is minted",
  };
}
