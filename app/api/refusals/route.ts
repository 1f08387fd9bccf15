import type { NextRequest } from "next/server";
import { readRefusalPage } from "@/components/requests/read-refusals";
import { listRefusalsQuery } from "@/gateway/contracts/refusal";
import { authorize } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { parseInput } from "@/lib/gateway/parse-input";
import { fail } from "@/lib/gateway/result";

const ofOneGroup = listRefusalsQuery.required({ group_id: true });

/** Single refusals of one group, newest first: the query is that of the gateway's list. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = parseInput(ofOneGroup, Object.fromEntries(request.nextUrl.searchParams));
  const member = await authorize("viewer", query.ok ? query.data.group_id : undefined);
  if (!member.ok) return Response.json(member);
  if (!query.ok) return Response.json(query);
  if (!offers(await serverCapabilities(), "refusals")) {
    return Response.json(fail("NOT_FOUND", "This server does not list refusals."));
  }
  return Response.json(await readRefusalPage(query.data));
}
