import { readPeaks } from "@/components/limits/read-peaks";
import { limitPeaksQuery } from "@/gateway/contracts/limit-peaks";
import { groupInPath, readRoute } from "@/lib/auth/read-route";

/** Part of the preview of a change: for those who may make it. */
export const GET = readRoute(
  { role: "operator", group: "groupId" },
  limitPeaksQuery.extend(groupInPath),
  ({ groupId, ...limit }) => readPeaks(groupId, limit),
);
