import { loadNearest } from "@/components/overview/load-nearest";
import { authorize } from "@/lib/auth/auth";
import { fail } from "@/lib/gateway/result";

/** The overview's limits with least left; a member of a subtree gets those of the subtree. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  const nearest = await loadNearest(member.data);
  return Response.json(nearest ?? fail("NOT_FOUND", "This server does not report headroom."));
}
