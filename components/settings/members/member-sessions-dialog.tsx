"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FormError } from "@/components/forms/form-error";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchResult, toActionError, unwrap } from "@/lib/gateway/unwrap";
import { memberSessionsQueryKey } from "../queries";
import type { MemberView, SessionView } from "../settings-view";
import type { MemberDialogProps } from "./access-dialog";
import { revokeSessionAction } from "./member-actions";
import { SessionList } from "./session-list";

export function MemberSessionsDialog({ member, onClose }: MemberDialogProps) {
  return (
    <Dialog open={member !== null} onOpenChange={onClose}>
      <DialogContent>{member ? <MemberSessions member={member} /> : null}</DialogContent>
    </Dialog>
  );
}

function MemberSessions({ member }: { member: MemberView }) {
  const client = useQueryClient();
  const queryKey = memberSessionsQueryKey(member.id);
  const sessions = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      fetchResult<SessionView[]>(`/api/members/${encodeURIComponent(member.id)}/sessions`, signal),
  });
  const revoke = useMutation({
    mutationFn: async (sessionId: string) =>
      unwrap(await revokeSessionAction({ memberId: member.id, sessionId })),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const failure = revoke.error ?? sessions.error;
  return (
    <>
      <DialogTitle>Sessions</DialogTitle>
      <DialogDescription>
        Where {member.email} is signed in. An ended session stops at its next click.
      </DialogDescription>
      {failure ? <FormError error={toActionError(failure)} /> : null}
      {sessions.data ? (
        <SessionList
          sessions={sessions.data}
          pendingId={revoke.isPending ? revoke.variables : null}
          onRevoke={(sessionId) => revoke.mutate(sessionId)}
        />
      ) : sessions.isPending ? (
        <Skeleton className="h-14" />
      ) : null}
    </>
  );
}
