import { loadEndpointsView } from "@/components/endpoints/load-endpoints-view";
import { authorize } from "@/lib/auth/auth";

export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  const view = member.ok ? await loadEndpointsView(member.data) : member;
  return Response.json(view, { headers: { "cache-control": "no-store" } });
}
