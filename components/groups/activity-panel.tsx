import { History } from "lucide-react";
import { z } from "zod";
import { EmptyState } from "@/components/ui/empty-state";
import { EventDetails } from "@/components/ui/event-details";
import { FormError } from "@/components/ui/form-error";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventType, AuditLog } from "@/gateway/contracts/audit";
import type { Result } from "@/lib/result";

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
const person = z.looseObject({ email: z.string().optional(), name: z.string().optional() });

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
        <li key={entry.id}>
          <details className="group">
            <summary className="flex min-h-10 list-none flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-2 hover:bg-hover">
              <span className="font-medium">{titleOf(entry)}</span>
              <Detail entry={entry} />
              <span className="ml-auto flex gap-3 text-muted-foreground">
                <span className="truncate">{actorOf(entry)}</span>
                <RelativeTime iso={entry.created} />
              </span>
            </summary>
            <div className="max-h-96 overflow-auto border-border border-t bg-muted/40 p-3">
              <EventDetails data={entry.event_data} />
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

const change = z.object({
  before: z.object({ name: z.string().nullish(), models: z.unknown() }),
  after: z.object({ name: z.string().nullish(), models: z.unknown() }),
});

function titleOf(entry: AuditLog): string {
  const known = Object.entries(words).find(([type]) => type === entry.event_type);
  const changed = change.safeParse(entry.event_data);
  if (!changed.success) return known?.[1] ?? entry.event_type;
  const { before, after } = changed.data;
  const isRenamed = (before.name ?? null) !== (after.name ?? null);
  const isLimited = JSON.stringify(before.models) !== JSON.stringify(after.models);
  if (isRenamed && isLimited) return "Name and limits changed";
  return isRenamed ? "Group renamed" : "Limits changed";
}

function Detail({ entry }: { entry: AuditLog }) {
  const { prefix } = z.looseObject({ prefix: z.string().optional() }).parse(entry.event_data);
  if (!prefix) return null;
  return <code className="font-mono text-[13px] text-muted-foreground">{prefix}</code>;
}

function actorOf(entry: AuditLog): string {
  const actor = person.safeParse(entry.actor);
  return (actor.success && (actor.data.email ?? actor.data.name)) || entry.actor.type;
}
