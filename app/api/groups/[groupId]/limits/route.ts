import { readLiveLimits } from "@/components/limits/read-live-limits";
import { authorize } from "@/lib/auth/auth";

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ groupId: string }> },
): Promise<Response> {
  const { groupId } = await params;
  const member = await authorize("viewer", groupId);
  if (!member.ok) return Response.json(member);
  return Response.json(await readLiveLimits(groupId));
}
