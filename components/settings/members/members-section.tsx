"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { OneTimeReveal } from "@/components/ui/one-time-reveal";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "../section";
import type { MemberView } from "../settings-view";
import { AccessDialog } from "./access-dialog";
import { InviteDialog } from "./invite-dialog";
import type { OneTimePassword } from "./member-actions";
import { MemberSessionsDialog } from "./member-sessions-dialog";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { ResetPasswordDialog } from "./reset-password-dialog";

export interface MembersSectionProps {
  members: MemberView[];
  ownId: string;
  canEdit: boolean;
}

type Open = { kind: "access" | "sessions" | "reset" | "remove"; member: MemberView } | null;

export function MembersSection({ members, ownId, canEdit }: MembersSectionProps) {
  const [open, setOpen] = useState<Open>(null);
  const [inviting, setInviting] = useState(false);
  const [once, setOnce] = useState<OneTimePassword>();
  const close = () => setOpen(null);
  const shown = open && { member: open.member, onClose: close };
  const reveal = (password: OneTimePassword) => {
    setOpen(null);
    setInviting(false);
    setOnce(password);
  };
  return (
    <Section
      title="Members"
      description="Who may use this dashboard. Viewers see, operators run groups, keys and endpoints, admins do everything."
      action={
        canEdit ? (
          <Button variant="primary" onClick={() => setInviting(true)}>
            Invite member
          </Button>
        ) : null
      }
    >
      <DataTable
        label="Members"
        stacked
        rows={members}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Email",
            className: "sm:whitespace-nowrap",
            cell: ({ id, email }) => (
              <>
                {email}
                {id === ownId ? <Badge className="ml-2">You</Badge> : null}
              </>
            ),
          },
          { header: "Role", cellClassName: "capitalize", cell: ({ role }) => role },
          {
            header: "Reach",
            label: sees,
            cellClassName: ({ subtreeGroupId }) => (subtreeGroupId ? "" : "text-muted-foreground"),
            cell: (member) => (
              <>
                <span className="max-sm:hidden">{sees(member)} </span>
                {member.subtreeGroupId
                  ? (member.subtreeLabel ?? member.subtreeGroupId)
                  : "everything"}
              </>
            ),
          },
          {
            header: "Last seen",
            className: "hidden whitespace-nowrap text-muted-foreground sm:table-cell",
            cell: ({ lastSeenAt: at }) => (at ? <RelativeTime iso={at} /> : "never"),
          },
          canEdit && {
            header: "Actions",
            isUntitled: true,
            isCorner: true,
            headClassName: "w-12",
            className: "text-right",
            cell: (member) => (
              <DropdownMenu>
                <DropdownMenuTrigger asChild>
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Actions for ${member.email}`}
                    className="text-muted-foreground"
                  >
                    <Ellipsis aria-hidden />
                  </Button>
                </DropdownMenuTrigger>
                <DropdownMenuContent>
                  <DropdownMenuItem onSelect={() => setOpen({ kind: "access", member })}>
                    Change access
                  </DropdownMenuItem>
                  <DropdownMenuItem onSelect={() => setOpen({ kind: "sessions", member })}>
                    Sessions
                  </DropdownMenuItem>
                  <DropdownMenuItem onSelect={() => setOpen({ kind: "reset", member })}>
                    Reset password
                  </DropdownMenuItem>
                  <DropdownMenuSeparator />
                  <DropdownMenuItem
                    danger
                    disabled={member.id === ownId}
                    onSelect={() => setOpen({ kind: "remove", member })}
                  >
                    Remove
                  </DropdownMenuItem>
                </DropdownMenuContent>
              </DropdownMenu>
            ),
          },
        ]}
      />
      {canEdit ? (
        <>
          {inviting ? <InviteDialog onClose={() => setInviting(false)} onInvited={reveal} /> : null}
          {shown && open.kind === "access" ? <AccessDialog {...shown} /> : null}
          {shown && open.kind === "sessions" ? <MemberSessionsDialog {...shown} /> : null}
          {shown && open.kind === "reset" ? (
            <ResetPasswordDialog {...shown} onReset={reveal} />
          ) : null}
          {shown && open.kind === "remove" ? <RemoveMemberDialog {...shown} /> : null}
          {once ? (
            <OneTimeReveal
              noun="password"
              label="Password"
              description={`Hand it to ${once.email} over a safe channel. It is shown this once; they can change it under Settings.`}
              secret={once.password}
              onClose={() => setOnce(undefined)}
            />
          ) : null}
        </>
      ) : null}
    </Section>
  );
}

const sees = ({ role }: MemberView) => (role === "viewer" ? "Sees" : "Manages");
