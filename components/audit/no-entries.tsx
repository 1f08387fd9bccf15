import { ScrollText, SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type AuditView, auditHref, filterWords, unfiltered } from "@/lib/audit/audit-view";

/** Says what was filtered by; without a filter, what is kept here. */
export function NoEntries({ view }: { view: AuditView }) {
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
