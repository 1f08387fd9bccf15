import type { ErrorDetail } from "@/gateway/contracts/error";
import { toDetails } from "@/gateway/contracts/leaves/to-details";
import {
  type DeclaredModel,
  type LimitType,
  type LimitUnit,
  modelInputs,
  type UsageUnit,
} from "@/gateway/contracts/limit";
import {
  isRateUnit,
  isUsualWindow,
  limitTypes,
  rateUnits,
  usageUnits,
} from "@/gateway/contracts/limit-windows";
import { readTypedNumber } from "@/gateway/contracts/typed-number";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import { exactNumber, parseNumber } from "../format/format";
import { limitName, rateName } from "./limit-text";

/** One input as it is typed. Blank = not set here; "0" = blocked. */
interface TypedLimit {
  type: LimitType;
  unit: LimitUnit;
  text: string;
}

/** What is typed for one slug: one for each of `limitInputs`, in their order. */
export interface SlugLimits {
  slug: string;
  limits: TypedLimit[];
}

/** A slug has one rate of each type, in a unit that is chosen, and a limit of each type a usage unit. */
export type LimitField = `${LimitType} ${"rate" | UsageUnit}`;

interface LimitInput {
  field: LimitField;
  type: LimitType;
  /** The one that is proposed, where several are to choose from. */
  unit: LimitUnit;
  units: readonly LimitUnit[];
  label: string;
}

const proposedRates = rateUnits.filter((unit) => isUsualWindow[unit]).slice(0, 1);

export const limitInputs: readonly LimitInput[] = [...proposedRates, ...usageUnits].flatMap(
  (unit) =>
    limitTypes.map((type) => ({
      field: toField({ type, unit }),
      type,
      unit,
      units: isRateUnit(unit) ? rateUnits : [unit],
      label: isRateUnit(unit) ? rateName(type) : limitName(type, unit),
    })),
);
export const limitFields = limitInputs.map(({ field }) => field);

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
    const [one, other] = [findLimit(old, field), findLimit(now, field)];
    return one.text === other.text && one.unit === other.unit;
  });
}

export function toField({ type, unit }: { type: LimitType; unit: LimitUnit }): LimitField {
  return `${type} ${isRateUnit(unit) ? "rate" : unit}`;
}

export function toLimits(model: DeclaredModel): SlugLimits {
  const declared = [...model.rate_limits, ...model.usage_limits];
  const limits = limitInputs.map(({ field, type, unit }): TypedLimit => {
    const limit = declared.find((candidate) => toField(candidate) === field);
    const text = limit ? exactNumber(limit.threshold) : "";
    return { type, unit: limit?.unit ?? unit, text };
  });
  return { slug: model.slug, limits };
}

export function emptyLimits(slug: string): SlugLimits {
  return toLimits({ slug, rate_limits: [], usage_limits: [] });
}

export function findLimit({ limits }: SlugLimits, field: LimitField): TypedLimit {
  const limit = limits.find((candidate) => toField(candidate) === field);
  if (!limit) throw new Error(`a form has no input ${field}`);
  return limit;
}

export function withLimit(
  form: SlugLimits,
  field: LimitField,
  typed: Partial<Pick<TypedLimit, "unit" | "text">>,
): SlugLimits {
  const limits = form.limits.map((limit) =>
    toField(limit) === field ? { ...limit, ...typed } : limit,
  );
  return { ...form, limits };
}

/** True when both say the same to the API: `1m` is `1,000,000`, a unit without a number is nothing. */
export function isSameLimit(a: SlugLimits, b: SlugLimits, field: LimitField): boolean {
  const [one, other] = [findLimit(a, field), findLimit(b, field)];
  const [left, right] = [one.text.trim(), other.text.trim()];
  if (left === "" || right === "") return left === right;
  if (one.unit !== other.unit) return false;
  return left === right || (parseNumber(left) ?? left) === (parseNumber(right) ?? right);
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
  const details = toDetails(modelInputs.safeParse(edited).error?.issues ?? []);
  if (details.length === 0) return { ok: true, models };
  return { ok: false, problems: details.map((detail) => placeDetail(edited, detail)) };
}

function withEdit(
  model: DeclaredModel,
  start: DeclaredModel,
  form: SlugLimits,
  field: LimitField,
  problems: FieldProblem[],
): DeclaredModel {
  if (isSameLimit(form, toLimits(start), field)) return model;
  const { type, unit, text } = findLimit(form, field);
  const typed = text.trim() === "" ? null : readTypedNumber(text);
  if (typed && !typed.ok) {
    problems.push({ slug: form.slug, field, message: typed.message });
    return model;
  }
  if (isRateUnit(unit)) {
    const limit = typed && { type, unit, threshold: typed.value };
    return { ...model, rate_limits: replaced(model.rate_limits, field, limit) };
  }
  const limit = typed && { type, unit, threshold: typed.value };
  return { ...model, usage_limits: replaced(model.usage_limits, field, limit) };
}

/** Puts `limit` in the place of the first one of its input, or at the end; null takes that one away. */
function replaced<Limit extends { type: LimitType; unit: LimitUnit }>(
  limits: Limit[],
  field: LimitField,
  limit: Limit | null,
): Limit[] {
  const at = limits.findIndex((candidate) => toField(candidate) === field);
  const next = [...limits];
  next.splice(at < 0 ? limits.length : at, 1, ...(limit ? [limit] : []));
  return next;
}

/** A detail of the API, such as of `models.0.rate_limits.1.threshold`, at the input that it is about. */
export function placeDetail(
  models: readonly DeclaredModel[],
  { path, message }: ErrorDetail,
): FieldProblem {
  const [at, list, limitAt] = path.replace(/^models\./, "").split(".");
  const model = models[Number(at)];
  const limits = list === "rate_limits" || list === "usage_limits" ? model?.[list] : [];
  const limit = limits?.[Number(limitAt)];
  return { slug: model?.slug ?? "", field: limit ? toField(limit) : "slug", message };
}
