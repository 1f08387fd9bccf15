"use server";

import { z } from "zod";
import { group as groupAnswer } from "@/gateway/contracts/group";
import { authorize, type Member } from "@/lib/auth";
import { callGateway } from "@/lib/gateway-client";
import { explainRefusal } from "@/lib/groups/explain-refusal";
import { groupLabel, readGroup } from "@/lib/groups/group-path";
import { isSameSet } from "@/lib/limits/same-models";
import { parseInput } from "@/lib/parse-input";
import { fail, ok, type Result } from "@/lib/result";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";
import {
  columnNames,
  type FileProblem,
  fileBytesMax,
  fileLinesMax,
  tooManyLines,
} from "./group-file";
import { type ImportRow, type ImportStep, importStep } from "./import-row";
import { groupsOfLines, parseGroupFile } from "./parse-group-file";
import { planImport } from "./plan-import";
import { readExisting } from "./read-existing";

const comparison = z.object({
  file: z.discriminatedUnion("format", [
    z.object({
      format: z.literal("csv"),
      text: z.string().max(fileBytesMax, "The file is too large: at most 900 kB at a time"),
    }),
    /** Read from YAML in the browser. */
    z.object({
      format: z.literal("lines"),
      lines: z
        .array(
          z.object({
            line: z.int().min(1),
            cells: z.partialRecord(z.enum(columnNames), z.string()),
          }),
        )
        .max(fileLinesMax, tooManyLines),
    }),
  ]),
  /** The group at and below which it all lies; null = the workspace. */
  topId: z.string().min(1).max(255).nullable(),
});

export type ImportFile = z.infer<typeof comparison>["file"];
export type Compared = { rows: ImportRow[] } | { problems: FileProblem[] };

/** Operators. Reads the file and the groups it is about, and changes nothing. */
export async function compareGroupFileAction(input: unknown): Promise<Result<Compared>> {
  const asked = parseInput(comparison, input);
  if (!asked.ok) return asked;
  const { file: sent, topId } = asked.data;
  const member = await authorize("operator", topId ?? undefined);
  if (!member.ok) return member;
  const file = await (sent.format === "csv"
    ? parseGroupFile(sent.text)
    : groupsOfLines(sent.lines));
  if (!file.ok) return ok({ problems: file.problems });
  const named = file.groups.flatMap(({ externalId, parent }) => [externalId, parent ?? externalId]);
  const existing = await readExisting([...new Set(named)], topId);
  if (!existing.ok) return existing;
  // Of a customer's own member, a slug outside their top group is not known to be unserved.
  const served = member.data.subtreeGroupId === null ? await readKnownSlugs(member.data) : null;
  const rows = await planImport(file.groups, {
    groups: existing.data,
    canCreateRoots: topId === null,
    servedSlugs: served?.ok ? new Set(served.data) : null,
  });
  return ok({ rows });
}

/** Operators. Applies one row; answers the group's id. Never over what changed since it was compared. */
export async function applyImportStepAction(input: unknown): Promise<Result<{ id: string }>> {
  const step = parseInput(importStep, input);
  if (!step.ok) return step;
  return step.data.kind === "create" ? create(step.data) : change(step.data);
}

type Of<Kind extends ImportStep["kind"]> = Extract<ImportStep, { kind: Kind }>;

async function create({ body }: Of<"create">): Promise<Result<{ id: string }>> {
  const member = await authorize("operator", body.hierarchy.parent_group_id ?? undefined);
  if (!member.ok) return member;
  const created = await callGateway({
    method: "POST",
    path: "/v1/gateway/groups",
    body,
    answer: groupAnswer,
    member: member.data,
  });
  if (created.ok) return ok({ id: created.data.id });
  return { ok: false, error: await explainRefusal(created.error, body, member.data) };
}

async function change(step: Of<"change">): Promise<Result<{ id: string }>> {
  const { groupId, base, name, models } = step;
  const member = await authorize("operator", groupId);
  if (!member.ok) return member;
  const current = await readGroup(groupId);
  if (!current.ok) return current;
  const { metadata } = current.data;
  if ((metadata.name || null) !== base.name || !isSameSet(current.data.models, base.models)) {
    return fail("STALE", `${groupLabel(current.data)} was changed meanwhile. Compare again.`);
  }
  return patch(groupId, { ...(name !== undefined && { metadata: { name } }), models }, member.data);
}

async function patch(
  groupId: string,
  body: object,
  member: Member,
): Promise<Result<{ id: string }>> {
  const changed = await callGateway({
    method: "PATCH",
    path: `/v1/gateway/groups/${encodeURIComponent(groupId)}`,
    body,
    answer: groupAnswer,
    member,
  });
  return changed.ok ? ok({ id: changed.data.id }) : changed;
}
