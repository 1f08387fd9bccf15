import { readWebhookSettings } from "@/components/webhooks/read-webhooks";
import { authorize } from "@/lib/auth/auth";

export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  const settings = member.ok ? await readWebhookSettings(member.data) : member;
  return Response.json(settings, { headers: { "cache-control": "no-store" } });
}
