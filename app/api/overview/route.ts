import { z } from "zod";
import { loadOverview } from "@/components/overview/load-overview";
import { readRoute } from "@/lib/auth/read-route";

/** What the overview shows, for its refetching: to a member of a subtree, that group's part. */
export const GET = readRoute("viewer", z.object({}), (_asked, member) =>
  loadOverview(member, Date.now()),
);
