import { readDebits } from "@/components/playground/read-debits";
import { authorize } from "@/lib/auth/auth";
import { fail } from "@/lib/gateway/result";
import { requestIdIn } from "@/lib/requests/request-id";

/** What a call took from the limits of its key's group: `?request=`. */
export async function GET(request: Request): Promise<Response> {
  const requestId = requestIdIn(new URL(request.url).searchParams.get("request") ?? "");
  const member = await authorize("viewer");
  const debits = !member.ok
    ? member
    : requestId
      ? await readDebits(requestId, member.data)
      : fail("VALIDATION_ERROR", "request must be a request id");
  return Response.json(debits, { headers: { "cache-control": "no-store" } });
}
