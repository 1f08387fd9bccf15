import { readPeaks } from "@/components/limits/read-peaks";
import { limitPeaksQuery } from "@/gateway/contracts/limit-peaks";
import { authorize } from "@/lib/auth/auth";
import { parseInput } from "@/lib/gateway/parse-input";

/** Part of the preview of a change: for those who may make it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ groupId: string }> },
): Promise<Response> {
  const { groupId } = await params;
  const member = await authorize("operator", groupId);
  if (!member.ok) return Response.json(member);
  const asked = Object.fromEntries(new URL(request.url).searchParams);
  const limit = parseInput(limitPeaksQuery, asked);
  if (!limit.ok) return Response.json(limit);
  return Response.json(await readPeaks(groupId, limit.data));
}
