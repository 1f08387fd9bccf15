import "server-only";
import { ok, type Result } from "@/lib/gateway/result";
import { readHeadroom } from "@/lib/limits/read-headroom";
import type { Member } from "@/lib/members/member";
import { type NearestLimits, nearestLimitsOf } from "./nearest";

/** null where the server does not tell. */
export async function loadNearest(
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<NearestLimits> | null> {
  const read = await readHeadroom(member);
  return read?.ok ? ok(nearestLimitsOf(read.data)) : read;
}
