import { readConsumers } from "@/components/limits/read-consumers";
import { limitTuple } from "@/gateway/contracts/limit-consumers";
import { groupInPath, readRoute } from "@/lib/auth/read-route";

export const GET = readRoute(
  { role: "viewer", group: "groupId" },
  limitTuple.extend(groupInPath),
  ({ groupId, ...limit }, member) => readConsumers(groupId, limit, member),
);
