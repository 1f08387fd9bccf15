import { z } from "zod";
import { readRoute } from "@/lib/auth/read-route";
import { searchGroups } from "@/lib/groups/search-groups";
import { searchTerm } from "@/lib/groups/search-term";

const query = z.object({ q: z.string().default("") });

/** Groups for the palette: `?q=`. */
export const GET = readRoute("viewer", query, ({ q }, member) =>
  searchGroups(member, searchTerm(q)),
);
