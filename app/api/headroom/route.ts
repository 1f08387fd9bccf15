import { toTreeHeadroom } from "@/components/groups/tree/tree-headroom";
import { authorize } from "@/lib/auth/auth";
import { fail, ok } from "@/lib/gateway/result";
import { readHeadroom } from "@/lib/limits/read-headroom";

/** For the bars in the tree; a member of a subtree gets that of the subtree. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  const read = await readHeadroom(member.data);
  if (!read) return Response.json(fail("NOT_FOUND", "This server does not report headroom."));
  return Response.json(read.ok ? ok(toTreeHeadroom(read.data)) : read);
}
