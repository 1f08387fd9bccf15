import type { z } from "zod";
import type { NamedGroup } from "@/gateway/contracts/group-limits";
import type { NamedKey } from "@/gateway/contracts/key";
import type {
  Refusal,
  RefusalSummary,
  RefusingLimit,
  refusalPage,
} from "@/gateway/contracts/refusal";

/** A group that the member may see. */
export interface SeenGroup {
  id: string;
  name: string;
}

export interface SeenLimit extends Pick<RefusingLimit, "type" | "unit" | "threshold"> {
  sourceId: string;
  /** null = above what the member sees. */
  sourceName: string | null;
}

/** One 429. */
export interface SeenRefusal {
  requestId: string;
  at: string;
  key: NamedKey;
  threshold: number;
  /** null = waiting does not help. */
  waitMs: number | null;
}

/** What one group was refused by one limit of one model. */
export interface SeenRefusalSum {
  /** From the topmost group that the member sees to the calling one. */
  groups: SeenGroup[];
  slug: string;
  limit: SeenLimit;
  refusals: number;
  newest: Pick<SeenRefusal, "requestId" | "at" | "waitMs">;
}

export interface SeenRefusals {
  from: string;
  to: string;
  refusals: number;
  sums: SeenRefusalSum[];
  others: RefusalSummary["others"];
}

export interface SeenRefusalPage {
  refusals: SeenRefusal[];
  /** null = there are no more. */
  cursor: string | null;
}

/** Without groups above `subtreeGroupId`; their names go nowhere. */
export function seenRefusals(
  { from, to, refusals, items, others }: RefusalSummary,
  subtreeGroupId: string | null,
): SeenRefusals {
  return {
    ...{ from, to, refusals, others },
    sums: items.map(({ groups: path, model_slug: slug, limit, refusals: count, newest }) => {
      const groups = seenGroups(path, subtreeGroupId);
      const { type, unit, threshold, source_group: sourceId } = limit;
      const sourceName = groups.find(({ id }) => id === sourceId)?.name ?? null;
      const { request_id: requestId, at } = newest;
      return {
        ...{ groups, slug, refusals: count },
        limit: { type, unit, threshold, sourceId, sourceName },
        newest: { requestId, at, waitMs: toWaitMs(newest) },
      };
    }),
  };
}

export function seenRefusalPage(page: z.infer<typeof refusalPage>): SeenRefusalPage {
  return {
    refusals: page.items.map((refusal) => ({
      requestId: refusal.request_id,
      at: refusal.at,
      key: refusal.key,
      threshold: refusal.limit.threshold,
      waitMs: toWaitMs(refusal),
    })),
    cursor: page.pagination.cursor,
  };
}

function seenGroups(path: readonly NamedGroup[], subtreeGroupId: string | null): SeenGroup[] {
  const top = path.findIndex(({ id }) => id === subtreeGroupId);
  return path.slice(Math.max(0, top)).map(({ id, name, external_entity_id: externalId }) => ({
    id,
    name: name || externalId || id,
  }));
}

function toWaitMs({ retry_after_ms, never_fits }: Pick<Refusal, "retry_after_ms" | "never_fits">) {
  return never_fits ? null : retry_after_ms;
}
