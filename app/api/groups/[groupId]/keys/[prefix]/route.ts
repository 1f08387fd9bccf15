import { readKey } from "@/components/keys/read-keys";
import { authorize } from "@/lib/auth";

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ groupId: string; prefix: string }> },
): Promise<Response> {
  const { groupId, prefix } = await params;
  const member = await authorize("viewer", groupId);
  const key = member.ok ? await readKey(groupId, prefix) : member;
  return Response.json(key, { headers: { "cache-control": "no-store" } });
}
