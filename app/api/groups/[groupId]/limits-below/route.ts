import { z } from "zod";
import { highestBelow } from "@/components/limits/highest-below";
import { readBelow } from "@/components/limits/read-below";
import { groupInPath, readRoute } from "@/lib/auth/read-route";
import { ok } from "@/lib/gateway/result";

export const GET = readRoute(
  { role: "operator", group: "groupId" },
  z.object(groupInPath),
  async ({ groupId }) => {
    const below = await readBelow(groupId, undefined);
    return below.ok ? ok(highestBelow(below.data.groups)) : below;
  },
);
