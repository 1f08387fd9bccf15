import { database } from "@/lib/database";
import { healthProof } from "@/lib/http/health-proof";

export const dynamic = "force-dynamic";

/** Alive, and its own tables can be read. Proves to who started it that it is this process. */
export async function GET(request: Request): Promise<Response> {
  const headers = {
    "cache-control": "no-store",
    ...healthProof(request.headers.get("x-headgate-challenge")),
  };
  try {
    await database().query("SELECT 1 FROM dashboard.members LIMIT 1");
    return Response.json({ status: "ok" }, { headers });
  } catch {
    return Response.json({ status: "unavailable", check: "database" }, { status: 503, headers });
  }
}
