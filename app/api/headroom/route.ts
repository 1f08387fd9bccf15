import { z } from "zod";
import { toTreeHeadroom } from "@/components/groups/tree/tree-headroom";
import { readRoute } from "@/lib/auth/read-route";
import { fail, ok } from "@/lib/gateway/result";
import { readHeadroom } from "@/lib/limits/read-headroom";

/** For the bars in the tree; a member of a subtree gets that of the subtree. */
export const GET = readRoute("viewer", z.object({}), async (_asked, member) => {
  const read = await readHeadroom(member);
  if (!read) return fail("NOT_FOUND", "This server does not report headroom.");
  return read.ok ? ok(toTreeHeadroom(read.data)) : read;
});
