import Link from "next/link";
import { exactNumber } from "@/lib/format/format";
import { routes } from "@/lib/url-state/routes";
import type { Count, SetupState } from "./overview-state";

export function WorkspaceCounts({ setup }: { setup: SetupState }) {
  return (
    <dl
      aria-label="Workspace"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border"
    >
      <Figure label="Groups" href={routes.groups} count={setup.groups} />
      <Figure label="Endpoints" href={routes.endpoints} count={setup.endpoints} />
    </dl>
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
