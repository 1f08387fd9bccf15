import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { exactNumber, plural } from "@/lib/format";
import { routes } from "@/lib/routes";
import type { Count, OverviewState } from "./overview-state";

export function WorkspaceCounts({ state }: { state: OverviewState }) {
  const dangling = state.danglingSlugs ?? [];
  return (
    <section aria-label="Workspace" className="space-y-3">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border">
        <Figure label="Groups" href={routes.groups} count={state.groups} />
        <Figure label="Endpoints" href={routes.endpoints} count={state.endpoints} />
      </dl>
      {dangling.length > 0 ? (
        <p className="flex items-start gap-2 rounded-lg border border-warn/30 bg-warn-soft px-3 py-2 text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            Groups name {plural(dangling.length, "slug")} that no endpoint serves:{" "}
            <span className="font-mono text-[13px]">{dangling.slice(0, 3).join(", ")}</span>
            {dangling.length > 3 ? " and more" : ""}.{" "}
            <Link href={routes.endpoints} className="font-medium underline underline-offset-2">
              See endpoints
            </Link>
          </span>
        </p>
      ) : null}
    </section>
  );
}

function Figure({ label, href, count }: { label: string; href: string; count: Count }) {
  return (
    <div className="relative bg-surface px-4 py-3 transition-colors hover:bg-hover">
      <dt className="text-muted-foreground text-xs">
        <Link href={href} className="after:absolute after:inset-0">
          {label}
        </Link>
      </dt>
      <dd
        className="mt-1 font-mono text-2xl tabular-nums"
        title={
          count.more ? `At least ${exactNumber(count.value)}: more are not counted here` : undefined
        }
      >
        {exactNumber(count.value)}
        {count.more ? "+" : ""}
      </dd>
    </div>
  );
}
