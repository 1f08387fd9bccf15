import { z } from "zod";
import { findGroups, readChildren, readWholeList } from "@/components/groups/read-groups";
import { readRoute } from "@/lib/auth/read-route";

const root = "root";

const query = z.object({
  /** Of the root everybody sees what is theirs; any other parent is checked. */
  parent: z
    .string()
    .max(255)
    .optional()
    .transform((parent) => (parent === root ? undefined : parent)),
  all: z.literal("1").optional(),
  q: z.string().max(255).optional(),
  cursor: z.string().max(1024).optional(),
});

export const GET = readRoute(
  { role: "viewer", group: "parent" },
  query,
  ({ parent = root, all, q, cursor }, member) => {
    if (q) return findGroups(member, q);
    return all ? readWholeList(member, cursor) : readChildren(member, parent, cursor);
  },
);
