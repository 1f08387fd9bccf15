import { csvLine } from "../../contracts/csv";
import type { UsageConsumer, UsageHistory, UsagePoint } from "../../contracts/usage-history";
import { usageSumNames } from "./rollup-addition-store";

type Who = Pick<UsageConsumer, "group" | "key" | "slug" | "is_own_use">;

const groupColumns: [string, (who: Who) => string][] = [
  ["group_id", ({ group }) => group?.id ?? ""],
  ["group_name", ({ group }) => group?.name ?? ""],
  ["external_entity_id", ({ group }) => group?.external_entity_id ?? ""],
];
const columnsOf: Record<UsageHistory["by"], [string, (who: Who) => string][]> = {
  none: [],
  group: [...groupColumns, ["own_use_only", ({ is_own_use }) => (is_own_use ? "yes" : "no")]],
  key: [
    ["api_key_prefix", ({ key }) => key?.prefix ?? ""],
    ["key_name", ({ key }) => key?.name ?? ""],
    ...groupColumns,
  ],
  slug: [["slug", ({ slug }) => slug ?? ""]],
};

/**
 * A row for every bucket of every consumer, those that are not listed together as "(others)": a
 * column adds up to the totals. Source: RFC 4180.
 */
export function writeUsageCsv({ by, interval, points, consumers, others }: UsageHistory): string {
  const columns = columnsOf[by];
  const head = [`${interval}_utc`, ...columns.map(([name]) => name), ...usageSumNames];
  const toRow = (cells: string[], point: UsagePoint) => [
    point.at,
    ...cells,
    ...usageSumNames.map((name) => String(point[name])),
  ];
  const listed =
    by === "none"
      ? points.map((point) => toRow([], point))
      : consumers.flatMap((consumer) => {
          const cells = columns.map(([, read]) => read(consumer));
          return consumer.points.map((point) => toRow(cells, point));
        });
  const unlisted = columns.map((_, index) => (index === 0 ? "(others)" : ""));
  const rest = others.points.map((point) => toRow(unlisted, point));
  return [head, ...listed, ...rest].map(csvLine).join("");
}
