import { z } from "zod";
import type { SessionView } from "@/components/settings/settings-view";
import { readRoute } from "@/lib/auth/read-route";
import { database } from "@/lib/database";
import { listSessions } from "@/lib/db/session-store";
import { fail, ok } from "@/lib/gateway/result";

/** A member's live sessions: one's own, or anybody's for an admin. */
export const GET = readRoute(
  "viewer",
  z.object({ memberId: z.string() }),
  async (asked, member) => {
    if (asked.memberId !== member.id && member.role !== "admin") {
      return fail("FORBIDDEN", "Only an admin sees somebody else's sessions.");
    }
    const sessions = await listSessions(database(), asked.memberId, Date.now());
    const views: SessionView[] = sessions.map(({ memberId: _memberId, ...session }) => ({
      ...session,
      isCurrent: session.id === member.sessionId,
    }));
    return ok(views);
  },
);
