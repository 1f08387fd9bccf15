import { z } from "zod";
import type { AuditLog } from "@/gateway/contracts/audit";
import { type DeclaredModel, declaredModel } from "@/gateway/contracts/limit";
import { modelsBySlug } from "@/gateway/limits/resolve-limits";
import { fieldName } from "../format/field-name";
import { compactNumber, exactNumber } from "../format/format";
import { limitName } from "../limits/limit-text";
import { eventFields } from "./event-fields";

/** One thing that an entry changed, in people's words: `Tokens per minute for acme/x`, 100k → 250k. */
export interface EventChange {
  what: string;
  before: string;
  after: string;
}

const groupState = z.object({ name: z.string().nullish(), models: z.array(declaredModel) });
const groupChange = z.object({ before: groupState, after: groupState });
const target = z.record(z.string(), z.unknown());
const endpointChange = z.object({
  slug: z.string(),
  previous_slug: z.string(),
  targets: z.array(target).default([]),
  previous_targets: z.array(target).default([]),
});
const webhookChange = z.object({ url: z.string(), previous_url: z.string() });

/** `exact` for files, where nothing tells the whole figure on hover. */
type Figures = "short" | "exact";

/** What was before and what is after; empty where the entry tells no before, or nothing differs. */
export function eventChanges(
  log: Pick<AuditLog, "event_data" | "details">,
  figures: Figures = "short",
): EventChange[] {
  const data = eventFields(log);
  const group = groupChange.safeParse(data);
  if (group.success) return groupChanges(group.data, figures);
  const endpoint = endpointChange.safeParse(data);
  if (endpoint.success) return endpointChanges(endpoint.data);
  const webhook = webhookChange.safeParse(data);
  if (webhook.success) return differing("Address", webhook.data.previous_url, webhook.data.url);
  return [];
}

function groupChanges(
  { before, after }: z.infer<typeof groupChange>,
  figures: Figures,
): EventChange[] {
  const slugs = new Set([...before.models, ...after.models].map(({ slug }) => slug));
  const sides = [...slugs].map((slug) => ({
    slug,
    old: modelsBySlug(before.models).get(slug),
    fresh: modelsBySlug(after.models).get(slug),
  }));
  return [
    ...differing("Name", before.name || "none", after.name || "none"),
    // First what matters most: a model that can be called, or no more.
    ...sides.flatMap(({ slug, old, fresh }) =>
      differing(`Access to ${slug}`, accessText(old), accessText(fresh)),
    ),
    ...sides.flatMap(({ slug, old, fresh }) =>
      fresh ? limitChanges(slug, old, fresh, figures) : [],
    ),
  ];
}

const accessText = (model: DeclaredModel | undefined) => (model ? "can be called" : "none");

function limitChanges(
  slug: string,
  before: DeclaredModel | undefined,
  after: DeclaredModel,
  figures: Figures,
): EventChange[] {
  const [was, is] = [toThresholds(before), toThresholds(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [old, fresh] = [was.get(name), is.get(name)];
    if (old === fresh) return [];
    return [{ what: `${name} for ${slug}`, ...thresholdTexts(old, fresh, figures) }];
  });
}

function toThresholds(model: DeclaredModel | undefined): Map<string, number> {
  const limits = [...(model?.rate_limits ?? []), ...(model?.usage_limits ?? [])];
  return new Map(limits.map(({ type, unit, threshold }) => [limitName(type, unit), threshold]));
}

/** In short, unless both would then read the same. */
function thresholdTexts(before: number | undefined, after: number | undefined, figures: Figures) {
  const short = (value: number | undefined) => figure(value, compactNumber);
  const exact = (value: number | undefined) => figure(value, exactNumber);
  const text = figures === "exact" || short(before) === short(after) ? exact : short;
  return { before: text(before), after: text(after) };
}

function figure(threshold: number | undefined, text: (value: number) => string): string {
  if (threshold === undefined) return "declares nothing";
  return threshold === 0 ? "blocked" : text(threshold);
}

function endpointChanges(change: z.infer<typeof endpointChange>): EventChange[] {
  const [was, is] = [toFields(change.previous_targets[0]), toFields(change.targets[0])];
  return [
    ...differing("Slug", change.previous_slug, change.slug),
    ...[...new Set([...is.keys(), ...was.keys()])].flatMap((name) =>
      differing(name, was.get(name) ?? "none", is.get(name) ?? "none"),
    ),
  ];
}

const names: Record<string, string> = {
  secret_id: "Secret",
  environment_name: "Environment",
  project_id: "Project",
};

/** A target's fields by the names that the form gives them; those of `vertex_config` among them. */
function toFields(fields: z.infer<typeof target> = {}): Map<string, string> {
  const { vertex_config: vertex, ...rest } = fields;
  const all = { ...rest, ...target.safeParse(vertex).data };
  return new Map(
    Object.entries(all).flatMap(([name, value]) =>
      typeof value === "string" && value !== "" ? [[names[name] ?? fieldName(name), value]] : [],
    ),
  );
}

function differing(what: string, before: string, after: string): EventChange[] {
  return before === after ? [] : [{ what, before, after }];
}
