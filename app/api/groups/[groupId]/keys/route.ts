import { readKeys } from "@/components/keys/read-keys";
import { authorize } from "@/lib/auth/auth";

export async function GET(
  request: Request,
  { params }: { params: Promise<{ groupId: string }> },
): Promise<Response> {
  const { groupId } = await params;
  const member = await authorize("viewer", groupId);
  if (!member.ok) return Response.json(member);
  const cursor = new URL(request.url).searchParams.get("cursor") ?? undefined;
  return Response.json(await readKeys(groupId, cursor));
}
