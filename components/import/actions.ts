"use server";

import { z } from "zod";
import { operations } from "@/gateway/contracts/operations/operations";
import { type Caller, serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { explainRefusal } from "@/lib/groups/explain-refusal";
import { groupLabel, readTaggedGroup } from "@/lib/groups/group-path";
import { checkGiven, readTopGroup } from "@/lib/limits/check-given";
import { isSameSet } from "@/lib/limits/same-models";
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

/** Reads the file and the groups it is about, and changes nothing. */
export const compareGroupFileAction = serverAction(
  { role: "operator", group: "topId" },
  comparison,
  async ({ file: sent, topId }, { member }): Promise<Result<Compared>> => {
    const file = await (sent.format === "csv"
      ? parseGroupFile(sent.text)
      : groupsOfLines(sent.lines));
    if (!file.ok) return ok({ problems: file.problems });
    const named = file.groups.flatMap(({ externalId, parent }) => [
      externalId,
      parent ?? externalId,
    ]);
    const existing = await readExisting([...new Set(named)], topId);
    if (!existing.ok) return existing;
    const top = await readTopGroup(member);
    if (!top.ok) return top;
    // Of a customer's own member, a slug outside their top group is not known to be unserved.
    const served = member.subtreeGroupId === null ? await readKnownSlugs(member) : null;
    const rows = await planImport(file.groups, {
      groups: existing.data,
      canCreateRoots: topId === null,
      top: top.data,
      servedSlugs: served?.ok ? new Set(served.data) : null,
    });
    return ok({ rows });
  },
);

/** Applies one row; answers the group's id. Never over what changed since it was compared. */
export const applyImportStepAction = serverAction(
  { role: "operator", group: ["groupId", "body.hierarchy.parent_group_id"] },
  importStep,
  (step, caller) => (step.kind === "create" ? create(step, caller) : change(step, caller)),
);

type Of<Kind extends ImportStep["kind"]> = Extract<ImportStep, { kind: Kind }>;

async function create({ body }: Of<"create">, caller: Caller): Promise<Result<{ id: string }>> {
  const write = { groupId: null, before: [], after: body.models };
  const given = await checkGiven(caller.member, write);
  if (!given.ok) return given;
  const created = await callGateway(operations.createGroup, { body, ...caller });
  if (created.ok) return ok({ id: created.data.id });
  return { ok: false, error: await explainRefusal(created.error, body, caller.member) };
}

async function change(
  { groupId, base, name, models }: Of<"change">,
  { member }: Caller,
): Promise<Result<{ id: string }>> {
  const changed = await writeAsSeen({
    read: () => readTaggedGroup(groupId),
    isAsSeen: ({ metadata, models }) =>
      (metadata.name || null) === base.name && isSameSet(models, base.models),
    write: async (ifMatch) => {
      const write = { groupId, before: base.models, after: models ?? base.models };
      const given = await checkGiven(member, write);
      if (!given.ok) return given;
      return callGateway(operations.updateGroup, {
        params: { group_id: groupId },
        body: { ...(name !== undefined && { metadata: { name } }), models },
        member,
        ifMatch,
      });
    },
    toStale: (group) => fail("STALE", `${groupLabel(group)} was changed meanwhile. Compare again.`),
  });
  return changed.ok ? ok({ id: changed.data.id }) : changed;
}
