import Link from "next/link";
import { cn } from "@/lib/format/class-names";
import { auditHref, unfiltered } from "@/lib/url-state/audit-view";

/** Two logs: the server's, and the dashboard's own. */
export function AuditTabs({ current }: { current: "gateway" | "dashboard" }) {
  const logs = [
    { name: "gateway", label: "Gateway", href: auditHref(unfiltered("gateway")) },
    { name: "dashboard", label: "Dashboard", href: auditHref(unfiltered("dashboard")) },
  ] as const;
  return (
    <nav aria-label="Logs" className="mb-4 border-border border-b">
      <ul className="flex gap-5">
        {logs.map(({ name, label, href }) => (
          <li key={name}>
            <Link
              href={href}
              aria-current={name === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex h-9 items-center border-transparent border-b-2 text-muted-foreground transition-colors hover:text-foreground",
                name === current && "border-foreground font-medium text-foreground",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
