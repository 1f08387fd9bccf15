import "server-only";
import { fail, ok, type Result } from "@/lib/gateway/result";
import { readGroup } from "../groups/group-path";
import type { Member } from "../members/member";
import { type ModelsWrite, type TopGroup, ungivenModels } from "./ungiven-models";

/** The top group of a member who has one, read afresh; null for a member of the whole workspace. */
export async function readTopGroup({
  subtreeGroupId,
}: Pick<Member, "subtreeGroupId">): Promise<Result<TopGroup | null>> {
  return subtreeGroupId === null ? ok(null) : readGroup(subtreeGroupId);
}

/**
 * For every action that writes models: a member who manages one group gives what is below it only
 * what that group was given. FORBIDDEN with the fields; the server's error where it can't be checked.
 */
export async function checkGiven(
  member: Pick<Member, "subtreeGroupId">,
  write: ModelsWrite,
): Promise<Result<null>> {
  const top = await readTopGroup(member);
  if (!top.ok) return top;
  const details = top.data ? ungivenModels(top.data, write) : [];
  const [first] = details;
  return first ? fail("FORBIDDEN", first.message, details) : ok(null);
}
