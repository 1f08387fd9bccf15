import { createGroupBody, type Group, type LimitEnforcement } from "@/gateway/contracts/group";
import { toDetails } from "@/gateway/contracts/leaves/to-details";
import type { DeclaredModel } from "@/gateway/contracts/limit";
import { declaredModels, findLimitViolations } from "@/gateway/limits/resolve-limits";
import { exactNumber } from "@/lib/format/format";
import { limitName } from "@/lib/limits/limit-text";
import { isSameSet } from "@/lib/limits/same-models";
import { type ModelsWrite, type TopGroup, ungivenModels } from "@/lib/limits/ungiven-models";
import { yieldToOthers } from "@/lib/yield-to-others";
import { changeLines } from "./describe-import";
import type { FileGroup } from "./group-file";
import type { ImportRow, ImportStep } from "./import-row";

/** Planned before others get their turn: some milliseconds. */
const groupsAtOnce = 20;

export interface Existing {
  /** By external id: the groups of the file, as far as they are there, and their parents. */
  groups: ReadonlyMap<string, Group>;
  /** Roots are for members of the whole workspace. */
  canCreateRoots: boolean;
  /** Of a member who manages one group, that group; null = the workspace. */
  top: TopGroup | null;
  /** Slugs with an endpoint, as far as the member may know; null = not known. */
  servedSlugs: ReadonlySet<string> | null;
}

/** What an import would do, group by group, in the order of the file; parents before their children. */
export async function planImport(
  file: readonly FileGroup[],
  existing: Existing,
): Promise<ImportRow[]> {
  const rows = new Map<string, ImportRow>();
  const inFile = new Map(file.map((group) => [group.externalId, group]));
  const ofId = new Map([...existing.groups.values()].map((group) => [group.id, group]));

  /** @param below external ids on the way here, to find a group that stands above itself */
  function plan(group: FileGroup, below: readonly string[]): ImportRow {
    const done = rows.get(group.externalId);
    if (done) return done;
    const known = existing.groups.get(group.externalId);
    const row = known ? planChange(group, known) : planCreation(group, below);
    rows.set(group.externalId, row);
    return row;
  }

  function planChange(group: FileGroup, known: Group): ImportRow {
    const { metadata, hierarchy, models } = known;
    const parent = ofId.get(hierarchy.parent_group_id ?? "")?.metadata.external_entity_id ?? null;
    const base = { name: metadata.name || null, models };
    const name = group.name === undefined ? base.name : group.name;
    const row = toRow(group, parent, name);
    if (group.parent !== undefined && group.parent !== parent) {
      const place =
        parent === null ? "a root, or below a group that you don't see" : `below ${parent}`;
      return refused(row, `It is ${place}: a group can't be moved.`);
    }
    if (group.mode && group.mode !== hierarchy.limit_enforcement) {
      return refused(row, `It is ${hierarchy.limit_enforcement}: the mode can't be changed.`);
    }
    const hasNewSet = group.models !== undefined && !isSameSet(group.models, models);
    const after = { name, models: group.models ?? models };
    const step: ImportStep = {
      kind: "change",
      groupId: known.id,
      base,
      ...(name !== base.name && { name }),
      ...(hasNewSet && { models: after.models }),
    };
    const ungiven = ungivenReason({ groupId: known.id, before: models, after: after.models });
    if (hasNewSet && ungiven) return refused(row, ungiven);
    if (!("name" in step) && !("models" in step)) return { ...row, outcome: "same" };
    return {
      ...row,
      outcome: "change",
      changes: changeLines(base, after, existing.servedSlugs),
      step,
    };
  }

  function planCreation(group: FileGroup, below: readonly string[]): ImportRow {
    const parentId = group.parent ?? null;
    const row = toRow(group, parentId, group.name ?? null);
    if (parentId === null && !existing.canCreateRoots) {
      return refused(row, "It has no parent: you create groups below the one that you manage.");
    }
    if (parentId === group.externalId || below.includes(group.externalId)) {
      return refused(row, "It stands above itself.");
    }
    const parent = parentId === null ? undefined : existing.groups.get(parentId);
    const newParent = parentId === null || parent ? undefined : inFile.get(parentId);
    if (parentId !== null && !parent && !newParent) {
      return refused(row, `Its parent ${parentId} is neither in this file nor among your groups.`);
    }
    if (newParent && plan(newParent, [...below, group.externalId]).outcome === "refused") {
      return refused(row, `Its parent ${parentId} is not created.`);
    }
    // The hosted service wants it written out.
    const mode = group.mode ?? parent?.hierarchy.limit_enforcement ?? modeOfNew(newParent);
    const models = group.models ?? [];
    const body = {
      metadata: { external_entity_id: group.externalId, name: group.name ?? null },
      models,
      hierarchy: { parent_group_id: parent?.id ?? null, limit_enforcement: mode },
    };
    if (models.length === 0)
      return refused(row, "slug is blank: a new group may call one at least.");
    const [wrong] = toDetails(createGroupBody.safeParse(body).error?.issues ?? []);
    if (wrong) return refused(row, wrong.message);
    const ungiven = ungivenReason({ groupId: null, before: [], after: models });
    if (ungiven) return refused(row, ungiven);
    return {
      ...row,
      outcome: "create",
      changes: changeLines(null, { name: group.name ?? null, models }, existing.servedSlugs),
      step: { kind: "create", body, newParent: newParent ? parentId : null },
    };
  }

  function ungivenReason(write: ModelsWrite): string | undefined {
    return existing.top ? ungivenModels(existing.top, write)[0]?.message : undefined;
  }

  function modeOfNew(parent: FileGroup | undefined): LimitEnforcement {
    return findMode(parent && rows.get(parent.externalId)?.step) ?? "INDEPENDENT";
  }

  for (const [at, group] of file.entries()) {
    plan(group, []);
    if (at % groupsAtOnce === 0) await yieldToOthers();
  }
  const after = new Map([...rows.values()].map((row) => [row.externalId, modelsAfter(row)]));
  const findModels = (id: string) => after.get(id) ?? existing.groups.get(id)?.models ?? [];
  const planned: ImportRow[] = [];
  for (const [at, row] of [...rows.values()].entries()) {
    const mode = existing.groups.get(row.externalId)?.hierarchy.limit_enforcement;
    const isPool = (mode ?? findMode(row.step)) === "CASCADING" && after.get(row.externalId);
    planned.push(isPool ? withinPools(row, rows, findModels) : row);
    if (at % groupsAtOnce === 0) await yieldToOthers();
  }
  return planned;
}

/**
 * Refuses what stands above a pool that it is in, as far as the way up is known here: the server looks
 * at all of it. A pool that the file changes counts as it is afterwards.
 */
function withinPools(
  row: ImportRow,
  rows: ReadonlyMap<string, ImportRow>,
  findModels: (externalId: string) => readonly DeclaredModel[],
): ImportRow {
  const models = findModels(row.externalId);
  for (let at = row.parent; at !== null; at = rows.get(at)?.parent ?? null) {
    const [violation] = findLimitViolations(models, [{ id: at, models: findModels(at) }]);
    if (!violation) continue;
    const { child, ancestor } = violation;
    const name = limitName(child.type, child.unit).toLowerCase();
    return refused(
      { ...row, step: null },
      `${child.slug}: ${exactNumber(child.threshold)} ${name} is above the ${exactNumber(ancestor.threshold)} of ${at}.`,
    );
  }
  return row;
}

function modelsAfter(row: ImportRow | undefined): DeclaredModel[] | undefined {
  const models = row?.step?.kind === "create" ? row.step.body.models : row?.step?.models;
  return models && declaredModels(models);
}

function findMode(step: ImportStep | null | undefined): LimitEnforcement | null | undefined {
  return step?.kind === "create" ? step.body.hierarchy.limit_enforcement : null;
}

function toRow(group: FileGroup, parent: string | null, name: string | null): ImportRow {
  const { line, externalId } = group;
  const label = name || externalId;
  return {
    line,
    externalId,
    label,
    parent,
    outcome: "same",
    changes: [],
    reason: null,
    step: null,
  };
}

function refused(row: ImportRow, reason: string): ImportRow {
  return { ...row, outcome: "refused", reason };
}
