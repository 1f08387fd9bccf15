"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { EventChanges } from "@/components/shared/event-changes";
import { EventDetails } from "@/components/shared/event-details";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { AuditLog } from "@/gateway/contracts/audit";
import { describeEvent, sourceText } from "@/lib/audit/describe-event";
import { eventFields } from "@/lib/audit/event-fields";
import { cn } from "@/lib/format/class-names";
import { exactUtc } from "@/lib/format/format";

/** Newest first; a row opens into everything the server recorded. */
export function AuditTable({ logs }: { logs: AuditLog[] }) {
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <DataTable
      label="Audit log"
      rows={logs.map(toRow)}
      rowKey={({ log }) => log.id}
      rowProps={() => ({ className: "hover:bg-hover/60" })}
      detail={({ log }) => (openId === log.id ? <Recorded log={log} /> : null)}
      columns={[
        {
          header: "Details",
          isUntitled: true,
          headClassName: "w-8 px-0",
          cellClassName: "py-1.5 pr-0 pl-1 align-top",
          cell: ({ log, title, subject }) => (
            <Button
              variant="ghost"
              size="icon"
              className="size-7 text-muted-foreground"
              aria-label={`Details of ${title}${subject ? ` ${subject}` : ""}`}
              aria-expanded={openId === log.id}
              onClick={() => setOpenId(openId === log.id ? null : log.id)}
            >
              <ChevronRight
                aria-hidden
                className={cn("transition-transform", openId === log.id && "rotate-90")}
              />
            </Button>
          ),
        },
        {
          header: "Event",
          cellClassName: "py-2.5 align-top sm:whitespace-nowrap",
          cell: ({ log, title, what, changed, actor }) => (
            <>
              {title}
              {what ? (
                <span className="line-clamp-2 break-all font-mono text-[13px] sm:hidden">
                  {what}
                </span>
              ) : null}
              {changed ? <div className="whitespace-normal sm:hidden">{changed}</div> : null}
              <span className="block text-muted-foreground text-xs sm:hidden">
                {actor} · <RelativeTime iso={log.created} />
              </span>
            </>
          ),
        },
        {
          header: "What",
          className: "hidden sm:table-cell",
          cellClassName: "max-w-96 py-2.5 align-top",
          cell: ({ subject, what, changed }) => (
            <>
              <span title={subject ?? undefined} className="block truncate font-mono text-[13px]">
                {what ?? "—"}
              </span>
              {changed}
            </>
          ),
        },
        {
          header: "Who",
          className: "hidden sm:table-cell",
          cellClassName: "max-w-56 truncate py-2.5 align-top",
          title: ({ actor }) => actor,
          cell: ({ actor }) => actor,
        },
        {
          header: "From",
          className: "hidden md:table-cell",
          cellClassName: "whitespace-nowrap py-2.5 align-top text-muted-foreground",
          cell: ({ log }) =>
            log.source_address ? (
              <span className="font-mono text-[13px]">{log.source_address}</span>
            ) : (
              sourceText(log.source)
            ),
        },
        {
          header: "When",
          className: "hidden text-right sm:table-cell",
          cellClassName: "whitespace-nowrap py-2.5 align-top text-muted-foreground",
          cell: ({ log }) => <RelativeTime iso={log.created} />,
        },
      ]}
    />
  );
}

function toRow(log: AuditLog) {
  const { title, subject, href, changes, actor } = describeEvent(log);
  const what = href && subject ? <TextLink href={href}>{subject}</TextLink> : subject;
  const changed = changes.length > 0 ? <EventChanges changes={changes} /> : null;
  return { log, title, subject, what, changed, actor };
}

function Recorded({ log }: { log: AuditLog }) {
  return (
    <div className="p-3">
      <EventDetails
        data={{
          ...eventFields(log),
          actor: log.actor,
          source: sourceText(log.source),
          address: log.source_address,
          entry_id: log.id,
          recorded: exactUtc(log.created),
        }}
      />
    </div>
  );
}
