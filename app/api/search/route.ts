import type { NextRequest } from "next/server";
import { authorize } from "@/lib/auth/auth";
import { searchGroups } from "@/lib/groups/search-groups";
import { searchTerm } from "@/lib/groups/search-term";

/** Groups for the palette: `?q=`. */
export async function GET(request: NextRequest): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  const term = searchTerm(request.nextUrl.searchParams.get("q") ?? "");
  return Response.json(await searchGroups(member.data, term));
}
