import { loadOverview } from "@/components/overview/load-overview";
import { authorize } from "@/lib/auth/auth";

/** What the overview shows, for its refetching: to a member of a subtree, that group's part. */
export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  return Response.json(await loadOverview(member.data, Date.now()));
}
