import { readOpenDeliveries } from "@/components/webhooks/read-webhooks";
import { authorize } from "@/lib/auth/auth";

export async function GET(request: Request): Promise<Response> {
  const since = Number(new URL(request.url).searchParams.get("since"));
  const member = await authorize("viewer");
  const open = member.ok
    ? await readOpenDeliveries(member.data, Number.isFinite(since) ? since : 0)
    : member;
  return Response.json(open, { headers: { "cache-control": "no-store" } });
}
