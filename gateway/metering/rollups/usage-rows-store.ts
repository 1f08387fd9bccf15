import { dayMs } from "../../contracts/leaves/time";
import type { UsageInterval } from "../../contracts/usage-history";
import { usageMeasures } from "./rollup-addition-store";

/** What is asked, as the roll-ups hold it. Times in ms, at whole buckets of the interval, UTC. */
export interface UsageSelection {
  workspaceId: string;
  groupId: string | undefined;
  includeSubtree: boolean;
  apiKeyPrefix: string | undefined;
  slug: string | undefined;
  /** Inclusive. */
  fromMs: number;
  /** Exclusive. */
  toMs: number;
  interval: UsageInterval;
}

/** Of a statement; the first is the workspace. */
export type Values = unknown[];

/** Puts a value into the statement and answers how it is written there. */
export function bind(values: Values, value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}

/** Roll-ups by key, or of whole subtrees, narrowed by a condition on their rows `u`. */
export interface Grain {
  table: "usage" | "tree_usage";
  where: string;
  /** Slugs are told apart. */
  isBySlug: boolean;
}

/** The coarsest roll-ups that answer it. Sums of a subtree are kept as such, but not by key. */
export function coarsestGrain(values: Values, selection: UsageSelection): Grain {
  const { groupId, includeSubtree, apiKeyPrefix } = selection;
  if (groupId !== undefined && !includeSubtree) return keyGrain(values, selection);
  if (apiKeyPrefix !== undefined) return keyGrain(values, selection);
  const where = `u.group_id = ${bind(values, groupId ?? "")}`;
  return { table: "tree_usage", where, isBySlug: true };
}

export function keyGrain(values: Values, selection: UsageSelection): Grain {
  const { groupId, includeSubtree, apiKeyPrefix } = selection;
  const conditions = ["true"];
  if (groupId !== undefined && includeSubtree) {
    const path = bind(values, [groupId]);
    conditions.push(`u.group_id IN (SELECT id FROM groups WHERE path @> ${path}::text[])`);
  } else if (groupId !== undefined) {
    conditions.push(`u.group_id = ${bind(values, groupId)}`);
  }
  if (apiKeyPrefix !== undefined) {
    const prefix = bind(values, apiKeyPrefix);
    // A key is one group's for good, which leads straight to its rows.
    conditions.push(`u.api_key_prefix = ${prefix} AND u.group_id =
      (SELECT group_id FROM api_keys WHERE workspace_id = $1 AND prefix = ${prefix})`);
  }
  const isBySlug = selection.slug !== undefined;
  return { table: "usage", where: conditions.join(" AND "), isBySlug };
}

/** The groups right below the one that is asked for, each with its subtree; else the root groups. */
export function childrenGrain(values: Values, { groupId }: UsageSelection): Grain {
  const isChild =
    groupId === undefined ? "parent_id IS NULL" : `parent_id = ${bind(values, groupId)}`;
  return {
    table: "tree_usage",
    where: `u.group_id IN (SELECT id FROM groups WHERE workspace_id = $1 AND ${isChild})`,
    isBySlug: true,
  };
}

export type ReadRows = (values: Values, grain: Grain, selection: UsageSelection) => string;

/** The window's rows in few: whole days from the days, what is left at its ends from the hours. */
export const fewestRows: ReadRows = (values, grain, selection) => {
  const { fromMs, toMs } = selection;
  const firstDay = Math.ceil(fromMs / dayMs) * dayMs;
  const pastDays = Math.floor(toMs / dayMs) * dayMs;
  if (firstDay >= pastDays) return rowsBetween(values, grain, "hour", selection);
  const parts = [
    { interval: "hour", fromMs, toMs: firstDay },
    { interval: "day", fromMs: firstDay, toMs: pastDays },
    { interval: "hour", fromMs: pastDays, toMs },
  ] as const;
  return parts
    .filter((part) => part.fromMs < part.toMs)
    .map((part) => rowsBetween(values, grain, part.interval, { ...selection, ...part }))
    .join(" UNION ALL ");
};

/** A row for every bucket of the interval that had traffic. */
export const rowsByInterval: ReadRows = (values, grain, selection) =>
  rowsBetween(values, grain, selection.interval, selection);

function rowsBetween(
  values: Values,
  { table, where, isBySlug }: Grain,
  interval: UsageInterval,
  { fromMs, toMs, slug }: UsageSelection,
): string {
  const from = bind(values, new Date(fromMs));
  const to = bind(values, new Date(toMs));
  const ofSlug = slug === undefined ? "" : ` AND u.slug = ${bind(values, slug)}`;
  const columns = ["group_id", "at", ...usageMeasures].map((name) => `u.${name}`);
  if (table === "usage") columns.push("u.api_key_prefix");
  // Hours are kept by slug only.
  const isMerged = table === "usage" && interval === "day" && !isBySlug;
  columns.push(isMerged ? "'' AS slug" : "u.slug");
  return `SELECT ${columns.join(", ")} FROM ${isMerged ? "key_" : ""}${table}_${interval}s u
    WHERE u.workspace_id = $1 AND u.at >= ${from} AND u.at < ${to} AND ${where}${ofSlug}`;
}
