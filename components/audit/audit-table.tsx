"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, useState } from "react";
import { EventChanges } from "@/components/shared/event-changes";
import { EventDetails } from "@/components/shared/event-details";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { AuditLog } from "@/gateway/contracts/audit";
import { describeEvent, sourceText } from "@/lib/audit/describe-event";
import { eventFields } from "@/lib/audit/event-fields";
import { cn } from "@/lib/format/class-names";
import { exactUtc } from "@/lib/format/format";

/** Newest first; a row opens into everything the server recorded. */
export function AuditTable({ logs }: { logs: AuditLog[] }) {
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <Table aria-label="Audit log">
      <THead>
        <TR>
          <TH className="w-8 px-0">
            <span className="sr-only">Details</span>
          </TH>
          <TH>Event</TH>
          <TH className="hidden sm:table-cell">What</TH>
          <TH className="hidden sm:table-cell">Who</TH>
          <TH className="hidden md:table-cell">From</TH>
          <TH className="hidden text-right sm:table-cell">When</TH>
        </TR>
      </THead>
      <TBody>
        {logs.map((log) => {
          const { title, subject, href, changes, actor } = describeEvent(log);
          const isOpen = openId === log.id;
          const what =
            href && subject ? (
              <Link href={href} className="rounded-sm text-accent hover:underline">
                {subject}
              </Link>
            ) : (
              subject
            );
          const changed = changes.length > 0 ? <EventChanges changes={changes} /> : null;
          return (
            <Fragment key={log.id}>
              <TR className="hover:bg-hover/60">
                <TD className="py-1.5 pr-0 pl-1 align-top">
                  <Button
                    variant="ghost"
                    size="icon"
                    className="size-7 text-muted-foreground"
                    aria-label={`Details of ${title}${subject ? ` ${subject}` : ""}`}
                    aria-expanded={isOpen}
                    onClick={() => setOpenId(isOpen ? null : log.id)}
                  >
                    <ChevronRight
                      aria-hidden
                      className={cn("transition-transform", isOpen && "rotate-90")}
                    />
                  </Button>
                </TD>
                <TD className="py-2.5 align-top sm:whitespace-nowrap">
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
                </TD>
                <TD className="hidden max-w-96 py-2.5 align-top sm:table-cell">
                  <span
                    title={subject ?? undefined}
                    className="block truncate font-mono text-[13px]"
                  >
                    {what ?? "—"}
                  </span>
                  {changed}
                </TD>
                <TD
                  title={actor}
                  className="hidden max-w-56 truncate py-2.5 align-top sm:table-cell"
                >
                  {actor}
                </TD>
                <TD className="hidden whitespace-nowrap py-2.5 align-top text-muted-foreground md:table-cell">
                  {log.source_address ? (
                    <span className="font-mono text-[13px]">{log.source_address}</span>
                  ) : (
                    sourceText(log.source)
                  )}
                </TD>
                <TD className="hidden whitespace-nowrap py-2.5 text-right align-top text-muted-foreground sm:table-cell">
                  <RelativeTime iso={log.created} />
                </TD>
              </TR>
              {isOpen ? (
                <TR>
                  <TD colSpan={6} className="bg-muted/40 p-3">
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
                  </TD>
                </TR>
              ) : null}
            </Fragment>
          );
        })}
      </TBody>
    </Table>
  );
}
