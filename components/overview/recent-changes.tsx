import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { AuditLog } from "@/gateway/contracts/audit";
import { describeEvent } from "@/lib/audit/describe-event";
import type { Result } from "@/lib/gateway/result";
import { routes } from "@/lib/url-state/routes";
import { PartError } from "./part-error";

export function RecentChanges({ recent }: { recent: Result<AuditLog[]> }) {
  return (
    <section aria-labelledby="recent-changes">
      <div className="mb-2 flex h-6 items-baseline justify-between">
        <h2 id="recent-changes" className="font-medium">
          Recent changes
        </h2>
        {recent.ok && recent.data.length > 0 ? (
          <TextLink href={routes.audit} className="text-xs">
            Audit log
          </TextLink>
        ) : null}
      </div>
      {recent.ok ? (
        <Changes logs={recent.data} />
      ) : (
        <PartError what="What changed" error={recent.error} />
      )}
    </section>
  );
}

function Changes({ logs }: { logs: AuditLog[] }) {
  if (logs.length === 0) {
    return (
      <EmptyState
        title="Nothing has changed yet"
        body="Who created, changed or revoked what shows here."
        className="py-8"
      />
    );
  }
  return (
    <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
      {logs.map((log) => {
        const { title, subject, href, actor } = describeEvent(log);
        return (
          <li
            key={log.id}
            className="flex min-h-10 items-center gap-x-3 px-3 py-1.5 max-sm:flex-wrap"
          >
            <span className="shrink-0">{title}</span>
            {subject ? (
              <span
                title={subject}
                className="min-w-0 font-mono text-[13px] text-muted-foreground max-sm:order-last max-sm:line-clamp-2 max-sm:basis-full max-sm:break-all sm:truncate"
              >
                {href ? (
                  <Link href={href} className="rounded-sm hover:text-foreground hover:underline">
                    {subject}
                  </Link>
                ) : (
                  subject
                )}
              </span>
            ) : null}
            <span
              title={actor}
              className="ml-auto hidden max-w-40 shrink-0 truncate text-muted-foreground text-xs sm:block"
            >
              {actor}
            </span>
            <RelativeTime
              iso={log.created}
              className="ml-auto w-20 shrink-0 text-right text-muted-foreground text-xs sm:ml-0"
            />
          </li>
        );
      })}
    </ul>
  );
}
