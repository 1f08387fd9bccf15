import { z } from "zod";
import { readWayDown } from "@/components/groups/read-groups";
import { groupInPath, readRoute } from "@/lib/auth/read-route";

export const GET = readRoute(
  { role: "viewer", group: "groupId" },
  z.object(groupInPath),
  ({ groupId }, member) => readWayDown(member, groupId),
);
