import { z } from "zod";
import { readKeys } from "@/components/keys/read-keys";
import { groupInPath, readRoute } from "@/lib/auth/read-route";

export const GET = readRoute(
  { role: "viewer", group: "groupId" },
  z.object({ ...groupInPath, cursor: z.string().optional() }),
  ({ groupId, cursor }) => readKeys(groupId, cursor),
);
