import type { SessionView } from "@/components/settings/settings-view";
import { authorize } from "@/lib/auth/auth";
import { database } from "@/lib/database";
import { listSessions } from "@/lib/db/session-store";
import { fail, ok } from "@/lib/gateway/result";

type Context = { params: Promise<{ memberId: string }> };

/** A member's live sessions: one's own, or anybody's for an admin. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const member = await authorize("viewer");
  if (!member.ok) return Response.json(member);
  const { memberId } = await params;
  if (memberId !== member.data.id && member.data.role !== "admin") {
    return Response.json(fail("FORBIDDEN", "Only an admin sees somebody else's sessions."));
  }
  const sessions = await listSessions(database(), memberId, Date.now());
  const views: SessionView[] = sessions.map(({ memberId: _memberId, ...session }) => ({
    ...session,
    isCurrent: session.id === member.data.sessionId,
  }));
  return Response.json(ok(views));
}
