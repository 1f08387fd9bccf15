import Link from "next/link";
import { cn } from "@/lib/class-names";
import { routes } from "@/lib/routes";

/** Two logs: the server's, and the dashboard's own. */
export function AuditTabs({ current }: { current: "gateway" | "dashboard" }) {
  const logs = [
    { name: "gateway", label: "Gateway", href: routes.audit },
    { name: "dashboard", label: "Dashboard", href: routes.dashboardAudit() },
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
