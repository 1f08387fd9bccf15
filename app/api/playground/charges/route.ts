import { readCharges } from "@/components/playground/read-charges";
import { authorize } from "@/lib/auth/auth";
import { fail } from "@/lib/gateway/result";
import { requestIdIn } from "@/lib/requests/request-id";

/** What a call took from the limits of its key's group: `?request=`. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdIn(new URL(request.url).searchParams.get("request") ?? "");
  const member = await authorize("viewer");
  const charges = !member.ok
    ? member
    : requestId
      ? await readCharges(requestId, member.data)
      : fail("VALIDATION_ERROR", "request must be a request id");
  return Response.json(charges, { headers: { "cache-control": "no-store" } });
}
