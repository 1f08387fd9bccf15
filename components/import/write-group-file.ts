import { csvLine } from "@/gateway/contracts/csv";
import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { type ColumnName, columnNames, limitColumns } from "./group-file";

/**
 * Groups as a file that the import reads back without a difference, parents before their children.
 * A parent that is not among them stays blank: it is above what the file is about. Source: RFC 4180.
 * In pieces: a workspace of 100,000 groups is not written in one go.
 */
export function* writeGroupFile(groups: readonly Group[]): Generator<string, void> {
  const findParent = parentsAmong(groups);
  yield formatLine(Object.fromEntries(columnNames.map((name) => [name, name])));
  for (const group of groups) {
    const { metadata, hierarchy } = group;
    const ofGroup = {
      external_id: metadata.external_entity_id,
      name: metadata.name ?? "",
      parent: findParent(group),
      mode: hierarchy.limit_enforcement,
    };
    const models = group.models.length > 0 ? group.models : [null];
    yield models.map((model) => formatLine({ ...ofGroup, ...(model && toCells(model)) })).join("");
  }
}

/** External ids of parents; "" = a root, or below what is not among the groups. */
export function parentsAmong(groups: readonly Group[]): (group: Group) => string {
  const externalIds = new Map(groups.map(({ id, metadata }) => [id, metadata.external_entity_id]));
  return ({ hierarchy }) => externalIds.get(hierarchy.parent_group_id ?? "") ?? "";
}

/** A model's slug and limits by the names of their columns. */
export function toCells(model: DeclaredModel): Partial<Record<ColumnName, string>> {
  const limits = [...model.rate_limits, ...model.usage_limits];
  const cells: Partial<Record<ColumnName, string>> = { slug: model.slug };
  for (const { name, type, unit } of limitColumns) {
    const limit = limits.find((one) => one.type === type && one.unit === unit);
    if (limit) cells[name] = String(limit.threshold);
  }
  return cells;
}

function formatLine(cells: Partial<Record<ColumnName, string>>): string {
  return csvLine(columnNames.map((name) => cells[name] ?? ""));
}
