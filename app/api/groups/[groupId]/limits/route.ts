import { z } from "zod";
import { readLiveLimits } from "@/components/limits/read-live-limits";
import { groupInPath, readRoute } from "@/lib/auth/read-route";

export const GET = readRoute(
  { role: "viewer", group: "groupId" },
  z.object(groupInPath),
  ({ groupId }) => readLiveLimits(groupId),
);
