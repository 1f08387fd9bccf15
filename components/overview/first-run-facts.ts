import type { OverviewState } from "./overview-state";

interface FirstRunFacts {
  /** A published slug that the first group may call; null while there is none. */
  callableSlug: string | null;
  /** What a step that is done came to, in words that hold at this moment; slug, key stand before. */
  published: string;
  group: string;
  key: string;
}

/** What the steps of the checklist came to: nothing is in use before it was used. */
export function firstRunFacts({
  endpointSlug,
  group,
  keyPrefix,
  called,
}: OverviewState["firstRun"]): FirstRunFacts {
  const callableSlug = endpointSlug && group?.slugs.includes(endpointSlug) ? endpointSlug : null;
  return {
    callableSlug,
    published:
      callableSlug === null
        ? "is published; no customer may call it yet"
        : keyPrefix === null
          ? "is published; customers call it once they have a key"
          : "can be called by customers",
    group:
      group === null || group.slugs.length === 0
        ? "may call no model yet"
        : `may call ${group.slugs.join(", ")}`,
    key: called ? "is in use" : called === false ? "is minted; it was not used yet" : "is minted",
  };
}
