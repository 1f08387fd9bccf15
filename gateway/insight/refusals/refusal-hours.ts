import { hourMs } from "../../contracts/leaves/time";
import { requestMoment } from "../request-lookup/request-moment";
import type { KeptRefusal } from "./kept-refusal";

/** What one key was refused by one limit of one model within an hour. */
export interface RefusalHour {
  seriesKey: string;
  workspaceId: string;
  /** Start of the hour in which the requests began, as their ids say. */
  atMs: number;
  groupPath: readonly string[];
  apiKeyPrefix: string;
  modelSlug: string;
  type: string;
  unit: string;
  sourceGroup: string;
  refusals: number;
  /** Request ids. */
  oldest: string;
  newest: string;
}

/** Tells series apart. Source: migration 0011, which makes it of older refusals. */
export function toSeriesKey(row: KeptRefusal): string {
  const { type, unit, source_group } = row.binding;
  const { workspaceId, groupPath, apiKeyPrefix, modelSlug } = row;
  const parts = [groupPath.at(-1), apiKeyPrefix, modelSlug, type, unit, source_group];
  return [workspaceId, ...parts].join("\u001f");
}

export function addUpHours(rows: readonly KeptRefusal[]): RefusalHour[] {
  const hours = new Map<string, RefusalHour>();
  for (const row of rows) {
    const { requestId, refusedAt, workspaceId, groupPath, apiKeyPrefix, modelSlug } = row;
    const seriesKey = toSeriesKey(row);
    const atMs = Math.floor((requestMoment(requestId) ?? refusedAt) / hourMs) * hourMs;
    const key = `${atMs} ${seriesKey}`;
    const known = hours.get(key);
    if (known) {
      known.refusals++;
      if (requestId < known.oldest) known.oldest = requestId;
      if (requestId > known.newest) known.newest = requestId;
      continue;
    }
    const { type, unit, source_group: sourceGroup } = row.binding;
    const who = { workspaceId, groupPath, apiKeyPrefix, modelSlug, type, unit, sourceGroup };
    const ids = { oldest: requestId, newest: requestId };
    hours.set(key, { ...who, ...ids, seriesKey, atMs, refusals: 1 });
  }
  return [...hours.values()];
}
