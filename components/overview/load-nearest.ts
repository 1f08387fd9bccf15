import "server-only";
import { ok, type Result } from "@/lib/gateway/result";
import { readHeadroom } from "@/lib/limits/read-headroom";
import type { Member } from "@/lib/members/member";
import { findNearestLimits, type NearestLimits } from "./nearest";

/** null where the server does not tell. */
export async function loadNearest(
  member: Pick<Member, "subtreeGroupId">,
): Promise<Result<NearestLimits> | null> {
  const read = await readHeadroom(member);
  return read?.ok ? ok(findNearestLimits(read.data)) : read;
}
