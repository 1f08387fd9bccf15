import "server-only";
import type { Member } from "@/lib/members/member";
import { readHeadroom } from "@/lib/read-headroom";
import { ok, type Result } from "@/lib/result";
import { type NearestLimits, nearestLimitsOf } from "./nearest";

/** null where the server does not tell. */
export async function loadNearest(
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<NearestLimits> | null> {
  const read = await readHeadroom(member);
  return read?.ok ? ok(nearestLimitsOf(read.data)) : read;
}
