"use client";

import { useQuery } from "@tanstack/react-query";
import { FormError } from "@/components/forms/form-error";
import { useAction } from "@/components/forms/use-action";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchResult, toActionError } from "@/lib/gateway/unwrap";
import { memberSessionsQueryKey } from "../queries";
import type { SessionView } from "../settings-view";
import type { MemberDialogProps } from "./access-dialog";
import { revokeSessionAction } from "./member-actions";
import { SessionList } from "./session-list";

export function MemberSessionsDialog({ member, onClose }: MemberDialogProps) {
  const queryKey = memberSessionsQueryKey(member.id);
  const sessions = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      fetchResult<SessionView[]>(`/api/members/${encodeURIComponent(member.id)}/sessions`, signal),
  });
  const revoke = useAction(revokeSessionAction, { queryKey, isReadFirst: true });
  const failure = revoke.error ?? (sessions.error ? toActionError(sessions.error) : null);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent>
        <DialogTitle>Sessions</DialogTitle>
        <DialogDescription>
          Where {member.email} is signed in. An ended session stops at its next click.
        </DialogDescription>
        <FormError error={failure} />
        {sessions.data ? (
          <SessionList
            sessions={sessions.data}
            onRevoke={(sessionId) => revoke.run({ memberId: member.id, sessionId })}
          />
        ) : sessions.isPending ? (
          <Skeleton className="h-14" />
        ) : null}
      </DialogContent>
    </Dialog>
  );
}
