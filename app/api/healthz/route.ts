import { database } from "@/lib/database";

export const dynamic = "force-dynamic";

/** Alive, and its own tables can be read. */
export async function GET(): Promise<Response> {
  try {
    await database().query("SELECT 1 FROM dashboard.members LIMIT 1");
    return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
  } catch {
    return Response.json({ status: "unavailable", check: "database" }, { status: 503 });
  }
}
