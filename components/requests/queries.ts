import { fetchResult } from "@/lib/gateway/unwrap";
import type { SeenRefusalPage, SeenRefusalSum, SeenRefusals } from "./refusals";

export type RefusalWindow = Pick<SeenRefusals, "from" | "to">;

/** What a line adds up, in the words of `GET /v1/gateway/refusals`. */
function toSearch({ groups, slug, limit }: SeenRefusalSum, { from, to }: RefusalWindow) {
  return new URLSearchParams({
    ...{ group_id: groups.at(-1)?.id ?? "", include_subtree: "false", slug, from, to },
    ...{ source_group: limit.sourceId, type: limit.type, unit: limit.unit, limit: "20" },
  });
}

export const refusalsQueryKey = (sum: SeenRefusalSum, window: RefusalWindow) =>
  ["requests", "refusals", toSearch(sum, window).toString(), sum.newest.requestId] as const;

export function fetchRefusals(
  sum: SeenRefusalSum,
  window: RefusalWindow,
  cursor: string | null,
  signal: AbortSignal,
): Promise<SeenRefusalPage> {
  const search = toSearch(sum, window);
  if (cursor !== null) search.set("cursor", cursor);
  return fetchResult(`/api/refusals?${search}`, signal);
}
