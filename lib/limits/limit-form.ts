import {
  type DeclaredModel,
  type LimitType,
  type LimitUnit,
  modelInputs,
  type RateUnit,
} from "@/gateway/contracts/limit";
import { readTypedNumber } from "@/gateway/contracts/typed-number";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import { exactNumber, parseNumber } from "../format/format";

/** What is typed for one slug. Blank = not set here; "0" = blocked; units stand beside rates. */
export interface SlugLimits {
  slug: string;
  tokenRate: string;
  tokenRateUnit: RateUnit;
  requestRate: string;
  requestRateUnit: RateUnit;
  tokensPerDay: string;
  requestsPerDay: string;
}
export const limitFields = ["tokenRate", "requestRate", "tokensPerDay", "requestsPerDay"] as const;
export type LimitField = (typeof limitFields)[number];

export interface FieldProblem {
  slug: string;
  /** "slug" = about the whole entry. */
  field: LimitField | "slug";
  message: string;
}

/** Problems that are still about what is typed: where that was edited, nobody has looked yet. */
export function unedited(
  problems: FieldProblem[],
  before: readonly SlugLimits[],
  after: readonly SlugLimits[],
): FieldProblem[] {
  const of = (all: readonly SlugLimits[]) => new Map(all.map((one) => [one.slug, one]));
  const [olds, fresh] = [of(before), of(after)];
  return problems.filter(({ slug, field }) => {
    const [old, now] = [olds.get(slug), fresh.get(slug)];
    if (!old || !now || field === "slug") return Boolean(old) === Boolean(now);
    return old[field] === now[field] && findUnit(old, field) === findUnit(now, field);
  });
}

const fieldTypes: Record<LimitField, { kind: "rate" | "usage"; type: LimitType }> = {
  tokenRate: { kind: "rate", type: "TOKEN" },
  requestRate: { kind: "rate", type: "REQUEST" },
  tokensPerDay: { kind: "usage", type: "TOKEN" },
  requestsPerDay: { kind: "usage", type: "REQUEST" },
};

export function emptyLimits(slug: string): SlugLimits {
  return {
    slug,
    tokenRate: "",
    tokenRateUnit: "MINUTE",
    requestRate: "",
    requestRateUnit: "MINUTE",
    tokensPerDay: "",
    requestsPerDay: "",
  };
}

export function toLimits(model: DeclaredModel): SlugLimits {
  const rate = (type: LimitType) => model.rate_limits.find((limit) => limit.type === type);
  const day = (type: LimitType) => model.usage_limits.find((limit) => limit.type === type);
  const text = (limit: { threshold: number } | undefined) =>
    limit ? exactNumber(limit.threshold) : "";
  return {
    slug: model.slug,
    tokenRate: text(rate("TOKEN")),
    tokenRateUnit: rate("TOKEN")?.unit ?? "MINUTE",
    requestRate: text(rate("REQUEST")),
    requestRateUnit: rate("REQUEST")?.unit ?? "MINUTE",
    tokensPerDay: text(day("TOKEN")),
    requestsPerDay: text(day("REQUEST")),
  };
}

export function findUnit(limits: SlugLimits, field: LimitField): LimitUnit {
  if (field === "tokenRate") return limits.tokenRateUnit;
  if (field === "requestRate") return limits.requestRateUnit;
  return "DAY";
}

export function findType(field: LimitField): LimitType {
  return fieldTypes[field].type;
}

/** True when both say the same to the API: `1m` is `1,000,000`, a unit without a number is nothing. */
export function isSameLimit(a: SlugLimits, b: SlugLimits, field: LimitField): boolean {
  const [left, right] = [a[field].trim(), b[field].trim()];
  if (left === "" || right === "") return left === right;
  return (
    (left === right || (parseNumber(left) !== null && parseNumber(left) === parseNumber(right))) &&
    findUnit(a, field) === findUnit(b, field)
  );
}

/**
 * The whole model set that the form means, in the form's order. Entries of `base` keep, untouched,
 * everything that was not edited, limits that the form has no input for included.
 */
export function toModels(
  base: readonly DeclaredModel[],
  forms: readonly SlugLimits[],
): { ok: true; models: DeclaredModel[] } | { ok: false; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const models = forms.map((form) => {
    const declared = modelsBySlug(base).get(form.slug);
    const start = declared ?? { slug: form.slug, rate_limits: [], usage_limits: [] };
    return limitFields.reduce(
      (model, field) => withEdit(model, start, form, field, problems),
      start,
    );
  });
  if (problems.length > 0) return { ok: false, problems };
  // What a server holds already is its own affair: only edited entries are held to the contract.
  const edited = models.filter((model) => modelsBySlug(base).get(model.slug) !== model);
  const issues = modelInputs.safeParse(edited).error?.issues ?? [];
  if (issues.length === 0) return { ok: true, models };
  return {
    ok: false,
    problems: issues.map(({ path, message }) => ({ ...findPlace(edited, path), message })),
  };
}

function withEdit(
  model: DeclaredModel,
  start: DeclaredModel,
  form: SlugLimits,
  field: LimitField,
  problems: FieldProblem[],
): DeclaredModel {
  if (isSameLimit(form, toLimits(start), field)) return model;
  const { kind, type } = fieldTypes[field];
  const typed = form[field].trim() === "" ? null : readTypedNumber(form[field]);
  if (typed && !typed.ok) {
    problems.push({ slug: form.slug, field, message: typed.message });
    return model;
  }
  const threshold = typed?.value;
  if (kind === "usage") {
    const limit = threshold === undefined ? null : { type, unit: "DAY" as const, threshold };
    return { ...model, usage_limits: replaced(model.usage_limits, type, limit) };
  }
  const unit = field === "tokenRate" ? form.tokenRateUnit : form.requestRateUnit;
  const limit = threshold === undefined ? null : { type, unit, threshold };
  return { ...model, rate_limits: replaced(model.rate_limits, type, limit) };
}

/** Puts `limit` in the place of the first one of its type, or at the end; null takes that one away. */
function replaced<Limit extends { type: LimitType }>(
  limits: Limit[],
  type: LimitType,
  limit: Limit | null,
): Limit[] {
  const at = limits.findIndex((candidate) => candidate.type === type);
  const before = at < 0 ? limits : limits.slice(0, at);
  const after = at < 0 ? [] : limits.slice(at + 1);
  return limit ? [...before, limit, ...after] : [...before, ...after];
}

/** Which input a path of the API ("models.0.rate_limits.1.threshold", without "models") is about. */
export function findPlace(
  models: readonly DeclaredModel[],
  path: readonly PropertyKey[],
): { slug: string; field: LimitField | "slug" } {
  const model = models[Number(path[0])];
  const at = Number(path[2]);
  const kind = path[1] === "rate_limits" ? "rate" : path[1] === "usage_limits" ? "usage" : null;
  const limit = kind === "rate" ? model?.rate_limits[at] : model?.usage_limits[at];
  const field = limitFields.find(
    (name) => kind && fieldTypes[name].kind === kind && fieldTypes[name].type === limit?.type,
  );
  return { slug: model?.slug ?? "", field: field ?? "slug" };
}
