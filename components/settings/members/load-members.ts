import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { Member } from "@/lib/auth/auth";
import { database } from "@/lib/database";
import { listMembers } from "@/lib/db/member-store";
import { callGateway } from "@/lib/gateway/gateway-client";
import type { MemberView } from "../settings-view";

/** All members, with the names of the groups that they are tied to. */
export async function loadMembers(member: Member): Promise<MemberView[]> {
  const members = await listMembers(database());
  const groupIds = new Set(members.map((row) => row.subtreeGroupId).filter((id) => id !== null));
  const labels = new Map(
    await Promise.all(
      [...groupIds].map(async (id): Promise<[string, string | null]> => {
        const read = await callGateway(operations.readGroup, { params: { group_id: id }, member });
        if (!read.ok) return [id, null];
        return [id, read.data.metadata.name || read.data.metadata.external_entity_id];
      }),
    ),
  );
  return members.map((row) => ({
    ...row,
    subtreeLabel: row.subtreeGroupId === null ? null : (labels.get(row.subtreeGroupId) ?? null),
  }));
}
