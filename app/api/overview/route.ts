import { loadOverview } from "@/components/overview/load-overview";
import { authorize } from "@/lib/auth";
import { fail } from "@/lib/result";

/** The overview's figures, for its refetching. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  if (member.data.subtreeGroupId !== null) {
    return Response.json(fail("FORBIDDEN", "The overview is of the whole workspace."));
  }
  return Response.json(await loadOverview(member.data));
}
