import { readDelivery } from "@/components/webhooks/read-webhooks";
import { authorize } from "@/lib/auth/auth";

interface RouteContext {
  params: Promise<{ deliveryId: string }>;
}

export async function GET(_request: Request, { params }: RouteContext): Promise<Response> {
  const { deliveryId } = await params;
  const member = await authorize("viewer");
  const delivery = member.ok ? await readDelivery(member.data, deliveryId) : member;
  return Response.json(delivery, { headers: { "cache-control": "no-store" } });
}
