import "server-only";
import { operations } from "@/gateway/contracts/operations/operations";
import type { RequestRecord } from "@/gateway/contracts/request";
import { callGateway } from "@/lib/gateway/gateway-client";
import { fail, ok, type Result } from "@/lib/gateway/result";
import type { Member } from "../members/member";

/** `name` is null for groups above what the member may see. */
export type FoundRequest = Omit<RequestRecord, "groups"> & {
  groups: { id: string; name: string | null }[];
};

/** One request, if its group is the member's to see; names above their subtree are left out. */
export async function readRequest(
  requestId: string,
  { subtreeGroupId }: Pick<Member, "subtreeGroupId">,
): Promise<Result<FoundRequest>> {
  const read = await callGateway(operations.readRequest, { params: { request_id: requestId } });
  if (!read.ok) return read;
  const { groups, ...record } = read.data;
  const top = groups.findIndex(({ id }) => id === subtreeGroupId);
  if (subtreeGroupId !== null && top < 0) {
    return fail("FORBIDDEN", "This request was made by a group outside of what you manage.");
  }
  return ok({
    ...record,
    groups: groups.map(({ id, name, external_entity_id: externalId }, level) => ({
      id,
      name: level < top ? null : name || externalId,
    })),
  });
}
