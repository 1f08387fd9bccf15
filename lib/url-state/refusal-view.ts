import { hourMs } from "../../gateway/contracts/leaves/time";
import { routes } from "./routes";
import { readText, type SearchParams, toHref } from "./search-params";

/** What the page of refusals offers to look back at; refusals are kept 7 days. */
export const refusalRanges = [
  { id: "1h", label: "Last hour", hours: 1 },
  { id: "24h", label: "Last 24 hours", hours: 24 },
  { id: "7d", label: "Last 7 days", hours: 168 },
] as const;
export type RefusalRange = (typeof refusalRanges)[number]["id"];

/** Which refusals are shown; all of it stands in the address. */
export interface RefusalView {
  range: RefusalRange;
  /** This group and all below it; null = all that the member sees. */
  groupId: string | null;
  slug: string | null;
}

export const everyRefusal: RefusalView = { range: "24h", groupId: null, slug: null };

/** Anything that is no choice of ours falls back to the default: an address may be mistyped. */
export function parseRefusalView(params: SearchParams): RefusalView {
  return {
    range: refusalRanges.find(({ id }) => id === params["range"])?.id ?? everyRefusal.range,
    groupId: readText(params["group"]),
    slug: readText(params["slug"]),
  };
}

/** The address that shows this view. What is the default is left out of it. */
export function refusalsHref({ range, groupId, slug }: RefusalView): string {
  const said = { group: groupId, slug, range: range === everyRefusal.range ? null : range };
  return toHref(routes.requests, said);
}

/** When the range began. */
export function refusalsFrom({ range }: Pick<RefusalView, "range">, nowMs: number): string {
  const hours = refusalRanges.find(({ id }) => id === range)?.hours ?? 24;
  return new Date(nowMs - hours * hourMs).toISOString();
}
