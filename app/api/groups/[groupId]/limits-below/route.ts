import { highestBelow } from "@/components/limits/highest-below";
import { readBelow } from "@/components/limits/read-below";
import { authorize } from "@/lib/auth/auth";
import { ok } from "@/lib/gateway/result";

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ groupId: string }> },
): Promise<Response> {
  const { groupId } = await params;
  const member = await authorize("operator", groupId);
  if (!member.ok) return Response.json(member);
  const below = await readBelow(groupId, undefined);
  return Response.json(below.ok ? ok(highestBelow(below.data.groups)) : below);
}
