import { z } from "zod";
import { findGroups, readChildren, readWholeList } from "@/components/groups/read-groups";
import { authorize } from "@/lib/auth/auth";
import { fail } from "@/lib/gateway/result";

const query = z.object({
  parent: z.string().max(255).optional(),
  all: z.literal("1").optional(),
  q: z.string().max(255).optional(),
  cursor: z.string().max(1024).optional(),
});

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const parsed = query.safeParse(Object.fromEntries(searchParams));
  if (!parsed.success) return Response.json(fail("VALIDATION_ERROR", "Unknown query"));
  const { parent, all, q, cursor } = parsed.data;
  const member = await authorize("viewer", parent === "root" ? undefined : parent);
  if (!member.ok) return Response.json(member);
  if (q) return Response.json(await findGroups(member.data, q));
  if (all) return Response.json(await readWholeList(member.data, cursor));
  return Response.json(await readChildren(member.data, parent ?? "root", cursor));
}
