import { z } from "zod";
import { loadNearest } from "@/components/overview/load-nearest";
import { readRoute } from "@/lib/auth/read-route";
import { fail } from "@/lib/gateway/result";

/** The overview's limits with least left; a member of a subtree gets those of the subtree. */
export const GET = readRoute("viewer", z.object({}), async (_asked, member) => {
  const nearest = await loadNearest(member);
  return nearest ?? fail("NOT_FOUND", "This server does not report headroom.");
});
