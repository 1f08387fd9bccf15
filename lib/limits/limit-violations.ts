import type { ErrorDetail } from "@/gateway/contracts/error";
import type { Group } from "@/gateway/contracts/group";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { type FlatLimit, findLimitViolations } from "@/gateway/limits/resolve-limits";
import { exactNumber } from "../format/format";
import { hiddenSource, type LimitSource } from "./limit-source";
import { limitName } from "./limit-text";

/** What a group is called, and what it declares. */
export type LimitedGroup = Pick<Group, "metadata" | "models">;

export interface LimitViolationText {
  /** The limit in the set that was to be saved. */
  limit: Pick<FlatLimit, "slug" | "kind" | "type" | "unit">;
  message: string;
}

const namedBelowMax = 3;

/**
 * Which groups stand in the way of a cascading set, by name: those above that declare less, and
 * those below that declare more.
 */
export function violationTexts(
  path: readonly LimitSource[],
  models: readonly DeclaredModel[],
  below: readonly LimitedGroup[],
): LimitViolationText[] {
  const self = path.at(-1);
  if (!self) return [];
  const above = findLimitViolations(models, path.slice(0, -1)).map(
    ({ child, ancestor, ancestorGroupId }) => {
      const name = path.find((group) => group.id === ancestorGroupId)?.name ?? hiddenSource;
      return {
        limit: child,
        message: `${describe(child)}: above the ${exactNumber(ancestor.threshold)} of ${name}. Raise ${name} first, or stay at or below it.`,
      };
    },
  );
  return [...above, ...violationsBelow(self.id, models, below)];
}

function violationsBelow(
  selfId: string,
  models: readonly DeclaredModel[],
  below: readonly LimitedGroup[],
): LimitViolationText[] {
  const byLimit = new Map<string, { limit: FlatLimit; names: string[] }>();
  for (const group of below) {
    for (const { child, ancestor } of findLimitViolations(group.models, [{ id: selfId, models }])) {
      const key = [ancestor.slug, ancestor.kind, ancestor.type, ancestor.unit].join(" ");
      const entry = byLimit.get(key) ?? { limit: ancestor, names: [] };
      const name = group.metadata.name || group.metadata.external_entity_id;
      entry.names.push(`${name} (${exactNumber(child.threshold)})`);
      byLimit.set(key, entry);
    }
  }
  return [...byLimit.values()].map(({ limit, names }) => {
    const more = names.length - namedBelowMax;
    const list = names.slice(0, namedBelowMax).join(", ") + (more > 0 ? ` and ${more} more` : "");
    return {
      limit,
      message: `${describe(limit)}: below what groups under it declare: ${list}. Lower them first.`,
    };
  });
}

/** The same as the API's `details`: at the place in the set that was sent. */
export function limitViolationDetails(
  path: readonly LimitSource[],
  models: readonly DeclaredModel[],
  below: readonly LimitedGroup[],
): ErrorDetail[] {
  const places = new Map(models.map(({ slug }, at) => [slug, at]));
  return violationTexts(path, models, below).map(({ limit, message }) => ({
    path: findPath(models, places.get(limit.slug) ?? -1, limit),
    message,
  }));
}

function findPath(
  models: readonly DeclaredModel[],
  at: number,
  limit: LimitViolationText["limit"],
): string {
  const list = limit.kind === "rate" ? "rate_limits" : "usage_limits";
  const index = models[at]?.[list].findIndex(
    ({ type, unit }) => type === limit.type && unit === limit.unit,
  );
  return `models.${at}.${list}.${index}.threshold`;
}

function describe(limit: FlatLimit): string {
  return `${exactNumber(limit.threshold)} ${limitName(limit.type, limit.unit).toLowerCase()}`;
}
