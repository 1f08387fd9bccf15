import { readConsumers } from "@/components/limits/read-consumers";
import { limitTuple } from "@/gateway/contracts/limit-consumers";
import { authorize } from "@/lib/auth/auth";
import { parseInput } from "@/lib/gateway/parse-input";

export async function GET(
  request: Request,
  { params }: { params: Promise<{ groupId: string }> },
): Promise<Response> {
  const { groupId } = await params;
  const member = await authorize("viewer", groupId);
  if (!member.ok) return Response.json(member);
  const limit = parseInput(limitTuple, Object.fromEntries(new URL(request.url).searchParams));
  if (!limit.ok) return Response.json(limit);
  return Response.json(await readConsumers(groupId, limit.data, member.data));
}
