import { ScrollText, SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type AuditView, auditHref, filterWords, unfiltered } from "@/lib/url-state/audit-view";

export interface NoEntriesProps {
  view: AuditView;
  /** Where a search goes on that left off in a long log; null = all of it was looked at. */
  next?: string | null;
}

/** Says what was filtered by; without a filter, what is kept here. */
export function NoEntries({ view, next = null }: NoEntriesProps) {
  const words = filterWords(view);
  if (words === "") {
    return (
      <EmptyState
        icon={ScrollText}
        title="Nothing has been recorded yet"
        body={
          view.log === "gateway"
            ? "Every change of endpoints, groups, keys and secrets is kept here."
            : "Every sign-in and every change of members is kept here."
        }
      />
    );
  }
  if (next !== null) {
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing found so far"
        body={
          <span className="wrap-anywhere">
            The log is long. Among the entries that were looked at there is nothing {words}.
          </span>
        }
        action={
          <Button asChild>
            <Link href={auditHref(view, next)}>Look further back</Link>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title="No entries match"
      body={<span className="wrap-anywhere">There is nothing {words}.</span>}
      action={
        <Button asChild>
          <Link href={auditHref(unfiltered(view.log))}>Show all entries</Link>
        </Button>
      }
    />
  );
}
