import { readDeliveries } from "@/components/webhooks/read-webhooks";
import { authorize } from "@/lib/auth/auth";
import { parseWebhookView } from "@/lib/url-state/webhook-view";

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const { status } = parseWebhookView(Object.fromEntries(searchParams));
  const member = await authorize("viewer");
  const page = member.ok
    ? await readDeliveries(member.data, { status, cursor: searchParams.get("cursor") })
    : member;
  return Response.json(page, { headers: { "cache-control": "no-store" } });
}
