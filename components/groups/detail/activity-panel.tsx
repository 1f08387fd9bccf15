import { History } from "lucide-react";
import { z } from "zod";
import { FormError } from "@/components/forms/form-error";
import { EventChanges } from "@/components/shared/event-changes";
import { EventDetails } from "@/components/shared/event-details";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventType, AuditLog } from "@/gateway/contracts/audit";
import { actorText } from "@/lib/audit/describe-event";
import { type EventChange, eventChanges } from "@/lib/audit/event-changes";
import { eventFields } from "@/lib/audit/event-fields";
import type { Result } from "@/lib/gateway/result";

export interface ActivityPanelProps {
  /** null = the server keeps no such log. */
  entries: Result<AuditLog[]> | null;
}

const words: Partial<Record<AuditEventType, string>> = {
  GATEWAY_GROUP_CREATED: "Group created",
  GATEWAY_GROUP_UPDATED: "Group changed",
  GATEWAY_GROUP_DELETED: "Group deleted",
  GATEWAY_API_KEY_CREATED: "Key minted",
  GATEWAY_API_KEY_REGISTERED: "Key registered",
  GATEWAY_API_KEY_REVOKED: "Key revoked",
};

/** The newest entries of the audit log that are about this group and its keys. */
export function ActivityPanel({ entries }: ActivityPanelProps) {
  if (entries === null) {
    return (
      <EmptyState
        icon={History}
        title="This server keeps no record of groups"
        body="Its audit log covers endpoints only, so who changed this group can't be shown."
      />
    );
  }
  if (!entries.ok) return <FormError error={entries.error} />;
  if (entries.data.length === 0) {
    return (
      <EmptyState
        icon={History}
        title="Nothing recorded yet"
        body="Changes of this group, its limits and its keys show here: who, what, when."
      />
    );
  }
  return (
    <ol className="divide-y divide-border rounded-lg border border-border bg-surface">
      {entries.data.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { entry: AuditLog }) {
  const changes = eventChanges(entry);
  return (
    <li>
      <details className="group">
        <summary className="list-none px-3 py-2 hover:bg-hover">
          <span className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className="font-medium">{formatTitle(entry, changes)}</span>
            <Detail entry={entry} />
            <span className="ml-auto flex gap-3 text-muted-foreground">
              <span className="truncate">{actorText(entry.actor)}</span>
              <RelativeTime iso={entry.created} />
            </span>
          </span>
          {changes.length > 0 ? <EventChanges changes={changes} /> : null}
        </summary>
        <div className="max-h-96 overflow-auto border-border border-t bg-muted/40 p-3">
          <EventDetails data={eventFields(entry)} />
        </div>
      </details>
    </li>
  );
}

function formatTitle(entry: AuditLog, changes: readonly EventChange[]): string {
  const known = Object.entries(words).find(([type]) => type === entry.event_type);
  if (entry.event_type !== "GATEWAY_GROUP_UPDATED") return known?.[1] ?? entry.event_type;
  const isRenamed = changes.some(({ what }) => what === "Name");
  const isLimited = changes.length > (isRenamed ? 1 : 0);
  if (isRenamed) return isLimited ? "Name and limits changed" : "Group renamed";
  return isLimited ? "Limits changed" : "Saved without a change";
}

function Detail({ entry }: { entry: AuditLog }) {
  const { prefix } = z.looseObject({ prefix: z.string().optional() }).parse(entry.event_data);
  if (!prefix) return null;
  return <code className="font-mono text-[13px] text-muted-foreground">{prefix}</code>;
}
