import { authorize } from "@/lib/auth/auth";
import { readKnownSlugs } from "@/lib/slugs/known-slugs";

export async function GET(): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  return Response.json(await readKnownSlugs(member.data));
}
