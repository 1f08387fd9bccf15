import type { UsageDimension, UsageSums } from "../../contracts/usage-history";
import { onlyRow, type Queryable } from "../../platform/db/database";
import { saturated } from "../../platform/db/saturated-store";
import { usageMeasures } from "./rollup-addition-store";
import {
  bind,
  childrenGrain,
  coarsestGrain,
  fewestRows,
  keyGrain,
  type ReadRows,
  rowsByInterval,
  type UsageSelection,
  type Values,
} from "./usage-rows-store";

export type ComparedBy = Exclude<UsageDimension, "none">;

/** Who consumed: what does not apply is "". */
export interface Consumer {
  groupId: string;
  apiKeyPrefix: string;
  slug: string;
  /** What the group called itself, without the groups below it. */
  isOwnUse: boolean;
}
export type ConsumerSums = Consumer & UsageSums;

export type BucketSums = UsageSums & { at: Date };
export type ConsumerBucket = Consumer & BucketSums;

const sumColumn = (measure: string) => saturated(`coalesce(sum(u.${measure}), 0)`);
// PostgreSQL computes a sum once that is named twice; every further one costs each row.
const sums = [
  ...usageMeasures.map((name) => `${sumColumn(name)} AS ${name}`),
  `${sumColumn("input_tokens")} + ${sumColumn("output_tokens")} AS total_tokens`,
].join(", ");

/** One moment of the roll-ups for several queries, so that their sums fit. */
export async function readOneMoment(tx: Queryable): Promise<void> {
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
}

/** Over everything that is asked, whoever is listed. */
export async function selectTotals(db: Queryable, selection: UsageSelection): Promise<UsageSums> {
  const values: Values = [selection.workspaceId];
  const rows = fewestRows(values, coarsestGrain(values, selection), selection);
  const answer = await db.query<UsageSums>(`SELECT ${sums} FROM (${rows}) AS u`, values);
  return onlyRow(answer.rows);
}

/** In order of time. */
export async function selectBuckets(
  db: Queryable,
  selection: UsageSelection,
): Promise<BucketSums[]> {
  const values: Values = [selection.workspaceId];
  const rows = rowsByInterval(values, coarsestGrain(values, selection), selection);
  const answer = await db.query<BucketSums>(
    `SELECT u.at, ${sums} FROM (${rows}) AS u GROUP BY u.at ORDER BY u.at`,
    values,
  );
  return answer.rows;
}

const who = `u."groupId", u."apiKeyPrefix", u.slug, u."isOwnUse"`;

/** What tells consumers apart. A key is one group's for good: comparing its text alone is faster. */
const identity: Record<ComparedBy, string> = {
  group: `u."groupId", u."isOwnUse"`,
  key: `u."apiKeyPrefix"`,
  slug: "u.slug",
};
/** Each as its identity has it: what does not tell them apart is the same for all. */
const described: Record<ComparedBy, string> = {
  group: `u."groupId", '' AS "apiKeyPrefix", '' AS slug, u."isOwnUse"`,
  key: `min(u."groupId") AS "groupId", u."apiKeyPrefix", '' AS slug, false AS "isOwnUse"`,
  slug: `'' AS "groupId", '' AS "apiKeyPrefix", u.slug, false AS "isOwnUse"`,
};

/** The top consumers, and how many there are at all. */
export async function selectTopConsumers(
  db: Queryable,
  by: ComparedBy,
  selection: UsageSelection,
  limit: number,
): Promise<{ consumers: ConsumerSums[]; count: number }> {
  const values: Values = [selection.workspaceId];
  const rows = rowsByConsumer(values, by, selection, fewestRows);
  const { rows: found } = await db.query<ConsumerSums & { count: number }>(
    `SELECT ${described[by]}, ${sums}, count(*) OVER () AS count FROM (${rows}) AS u
     GROUP BY ${identity[by]}
     ORDER BY total_tokens DESC, requests DESC, refusals DESC, ${identity[by]}
     LIMIT ${bind(values, limit)}`,
    values,
  );
  const consumers = found.map(({ count: _, ...consumer }) => consumer);
  return { consumers, count: found[0]?.count ?? 0 };
}

/** Of these consumers alone, in order of time. */
export async function selectConsumerBuckets(
  db: Queryable,
  by: ComparedBy,
  selection: UsageSelection,
  only: readonly Consumer[],
): Promise<ConsumerBucket[]> {
  const values: Values = [selection.workspaceId];
  const rows = rowsByConsumer(values, by, selection, rowsByInterval, only);
  const answer = await db.query<ConsumerBucket>(
    `SELECT u.at, ${who}, ${sums} FROM (${rows}) AS u GROUP BY u.at, ${who} ORDER BY u.at`,
    values,
  );
  return answer.rows;
}

/** Rows that carry their consumer; each row of what is asked belongs to one. */
function rowsByConsumer(
  values: Values,
  by: ComparedBy,
  selection: UsageSelection,
  read: ReadRows,
  only?: readonly Consumer[],
): string {
  const columns = usageMeasures.map((name) => `u.${name}`).join(", ");
  const of = (consumer: string, grain: ReturnType<typeof keyGrain>, among = "true") =>
    `SELECT u.at, ${consumer}, ${columns} FROM (${read(
      values,
      { ...grain, where: `${grain.where} AND ${among}` },
      selection,
    )}) AS u`;
  const listGroups = (isOwnUse: boolean) =>
    only?.filter((each) => each.isOwnUse === isOwnUse).map(({ groupId }) => groupId);
  const among = (column: string, list: readonly string[] | undefined) =>
    list ? `${column} = ANY(${bind(values, list)}::text[])` : "true";

  switch (by) {
    case "slug":
      return of(
        `'' AS "groupId", '' AS "apiKeyPrefix", u.slug, false AS "isOwnUse"`,
        { ...coarsestGrain(values, selection), isBySlug: true },
        among(
          "u.slug",
          only?.map(({ slug }) => slug),
        ),
      );
    case "key": {
      const keys =
        only &&
        `(u.group_id, u.api_key_prefix) IN (SELECT * FROM unnest(
          ${bind(
            values,
            only.map(({ groupId }) => groupId),
          )}::text[], ${bind(
            values,
            only.map(({ apiKeyPrefix }) => apiKeyPrefix),
          )}::text[]))`;
      return of(
        `u.group_id AS "groupId", u.api_key_prefix AS "apiKeyPrefix", '' AS slug,
          false AS "isOwnUse"`,
        keyGrain(values, selection),
        keys,
      );
    }
    case "group": {
      const asGroup = (isOwnUse: boolean) =>
        `u.group_id AS "groupId", '' AS "apiKeyPrefix", '' AS slug, ${isOwnUse} AS "isOwnUse"`;
      const isByKey = coarsestGrain([], selection).table === "usage";
      if (isByKey) {
        const grain = keyGrain(values, selection);
        return of(asGroup(true), grain, among("u.group_id", listGroups(true)));
      }
      const children = of(
        asGroup(false),
        childrenGrain(values, selection),
        among("u.group_id", listGroups(false)),
      );
      if (selection.groupId === undefined) return children;
      const itself = keyGrain(values, { ...selection, includeSubtree: false });
      return `${children} UNION ALL ${of(
        asGroup(true),
        itself,
        among("u.group_id", listGroups(true)),
      )}`;
    }
  }
}
