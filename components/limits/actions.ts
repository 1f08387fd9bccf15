"use server";

import { z } from "zod";
import { childExceedsParent, type ErrorDetail } from "@/gateway/contracts/error";
import type { Group } from "@/gateway/contracts/group";
import { declaredModel } from "@/gateway/contracts/limit";
import { operations } from "@/gateway/contracts/operations/operations";
import { serverAction } from "@/lib/auth/server-action";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { writeAsSeen } from "@/lib/gateway/write-as-seen";
import { type GroupWithPath, readGroupWithPath, readTaggedGroup } from "@/lib/groups/group-path";
import { checkGiven } from "@/lib/limits/check-given";
import { limitViolationDetails } from "@/lib/limits/limit-violations";
import { isSameSet } from "@/lib/limits/same-models";
import { type LimitsPreview, previewLimits } from "./preview/preview-limits";
import { readBelow } from "./read-below";
import { tellsPeaks } from "./read-peaks";

const ofGroup = { role: "operator", group: "groupId" } as const;
const edit = z.object({
  groupId: z.string().min(1).max(255),
  /** The set that the form was opened with. */
  base: z.array(declaredModel),
  /** The whole set to save. */
  models: z.array(declaredModel),
});

type Edit = z.infer<typeof edit>;

/** What a save would do, on fresh reads; or the set that somebody else saved meanwhile. */
export type Previewed =
  | { state: "previewed"; preview: LimitsPreview }
  | { state: "stale"; current: GroupWithPath["group"]["models"] };
export type Saved =
  | { state: "saved" }
  | { state: "stale"; current: GroupWithPath["group"]["models"] };

/** The preview reads what the save would change. */
export const previewLimitsAction = serverAction(
  ofGroup,
  edit,
  async (data, { member }): Promise<Result<Previewed>> => {
    const current = await readGroupWithPath(data.groupId, member);
    if (!current.ok) return current;
    const { group, path } = current.data;
    if (!isSameSet(data.base, group.models)) return ok({ state: "stale", current: group.models });
    const below = await readBelow(group.id, group.child_count);
    if (!below.ok) return below;
    const made = previewLimits(path, data.models, group.hierarchy.limit_enforcement, below.data);
    const given = await checkGiven(member, toWrite(data));
    if (!given.ok && made.violations.length === 0) return given;
    // A plan that begins with groups that are not this member's to change can't be carried out.
    const preview = given.ok ? made : { ...made, plan: null };
    // Asked for afterwards, limit by limit: the preview itself does not wait for history.
    const lowered = (await tellsPeaks()) ? preview.lowered : [];
    return ok({ state: "previewed", preview: { ...preview, lowered } });
  },
);

/** Replaces the whole model set; never over what somebody else saved since `base`. */
export const saveLimitsAction = serverAction(
  ofGroup,
  edit,
  async (data, { member }): Promise<Result<Saved>> => {
    const { groupId, base, models } = data;
    const input = { params: { group_id: groupId }, body: { models }, member };
    const saved = await writeAsSeen<Group, Saved, Saved>({
      read: () => readTaggedGroup(groupId),
      isAsSeen: (group) => isSameSet(base, group.models),
      write: async (ifMatch) => {
        const given = await checkGiven(member, toWrite(data));
        if (!given.ok) return given;
        const written = await callGateway(operations.updateGroup, { ...input, ifMatch });
        return written.ok ? ok({ state: "saved" }) : written;
      },
      toStale: ({ models: current }) => ok({ state: "stale", current }),
    });
    if (saved.ok) return saved;
    const { code, message, details } = saved.error;
    if (!message.includes(childExceedsParent)) return saved;
    const around = await readGroupWithPath(groupId, member);
    if (!around.ok) return saved;
    return fail(code, message, await explained(around.data, models, details));
  },
);

/** Of a set that is as it was seen: `base` is what stands there. */
function toWrite({ groupId, base, models }: Edit) {
  return { groupId, before: base, after: models };
}

/** The API's refusal, with the names of the groups in the way where they can be found. */
async function explained(
  { group, path }: GroupWithPath,
  models: Edit["models"],
  details: ErrorDetail[] | undefined,
): Promise<ErrorDetail[] | undefined> {
  const below = await readBelow(group.id, group.child_count);
  const known = limitViolationDetails(path, models, below.ok ? below.data.groups : []);
  return known.length > 0 ? known : details;
}
