"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SessionView } from "../settings-view";
import { describeUserAgent } from "./describe-user-agent";

export interface SessionListProps {
  sessions: SessionView[];
  onRevoke: (sessionId: string) => Promise<unknown>;
}

export function SessionList({ sessions, onRevoke }: SessionListProps) {
  const [endingId, setEndingId] = useState<string | null>(null);
  const end = async (sessionId: string) => {
    setEndingId(sessionId);
    await onRevoke(sessionId);
    setEndingId(null);
  };
  if (sessions.length === 0)
    return <p className="text-muted-foreground">Not signed in anywhere.</p>;
  return (
    <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
      {sessions.map((session) => (
        <li key={session.id} className="flex items-center gap-3 px-3 py-2">
          <div className="min-w-0 flex-1">
            <p className="flex items-center gap-2">
              <span className="truncate" title={session.userAgent ?? undefined}>
                {describeUserAgent(session.userAgent)}
              </span>
              {session.isCurrent ? <Badge tone="ok">This one</Badge> : null}
            </p>
            <p className="text-muted-foreground text-xs">
              <span className="font-mono">{session.ip ?? "unknown address"}</span> · active{" "}
              <RelativeTime iso={session.lastSeenAt} />
            </p>
          </div>
          {session.isCurrent ? null : (
            <Button
              size="sm"
              pending={endingId === session.id}
              aria-label={`End session on ${describeUserAgent(session.userAgent)}`}
              onClick={() => void end(session.id)}
            >
              End
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
