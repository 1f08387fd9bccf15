import {
  Boxes,
  ChartNoAxesColumn,
  House,
  type LucideIcon,
  MessagesSquare,
  Network,
  ReceiptText,
  ScrollText,
  Settings,
  Webhook,
} from "lucide-react";
import type { Capability } from "@/gateway/contracts/workspace";
import { hasRole, type Role } from "@/lib/members/member";
import { routes } from "@/lib/url-state/routes";

/** One page: its row here is all that menu and palette know of it. */
export interface NavigationItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Shown to this role and those above it; without it to everybody. */
  role?: Role;
  /** Of the workspace as a whole: not for members who manage one group. */
  workspaceWide?: true;
  /** Shown only where the server can do this. The hosted service has none of the extensions. */
  needs?: Capability;
}

/** Who looks at which server: what its pages depend on. */
export interface Audience {
  role: Role;
  subtreeGroupId: string | null;
  /** Of the server; a newer one has some that are unknown here. */
  capabilities: readonly string[];
}

const items: NavigationItem[] = [
  { href: routes.overview, label: "Overview", icon: House },
  { href: routes.groups, label: "Groups", icon: Network },
  { href: routes.endpoints, label: "Endpoints", icon: Boxes, workspaceWide: true },
  { href: routes.usage, label: "Usage", icon: ChartNoAxesColumn, needs: "usage_history" },
  { href: routes.requests, label: "Find a request", icon: ReceiptText, needs: "request_lookup" },
  {
    href: routes.webhooks,
    label: "Webhooks",
    icon: Webhook,
    workspaceWide: true,
    needs: "webhooks",
  },
  { href: routes.audit, label: "Audit", icon: ScrollText, workspaceWide: true },
  { href: routes.playground, label: "Playground", icon: MessagesSquare },
  { href: routes.settings, label: "Settings", icon: Settings },
];

/** What this member's navigation and palette offer; the pages decide for themselves. */
export function navigationFor({ role, subtreeGroupId, capabilities }: Audience): NavigationItem[] {
  return items.filter(
    (item) =>
      (!item.role || hasRole(role, item.role)) &&
      !(item.workspaceWide && subtreeGroupId !== null) &&
      (!item.needs || capabilities.includes(item.needs)),
  );
}

export function isCurrent(href: string, pathname: string): boolean {
  if (href === routes.overview) return pathname === href;
  const isImport = href === routes.groups && pathname.startsWith(routes.importGroups);
  return isImport || pathname.startsWith(href);
}
