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
import { routes } from "@/lib/url-state/routes";

export interface NavigationItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Of the workspace as a whole: not for members who manage one group. */
  workspaceWide: boolean;
  /** Only where the server can look requests up. */
  needsRequests?: true;
  /** Only where the server adds up usage over time. */
  needsUsage?: true;
  /** Only where the server pushes billing events. */
  needsWebhooks?: true;
}

/** Who looks at which server: what its pages depend on. */
export interface Audience {
  subtreeGroupId: string | null;
  hasRequests: boolean;
  hasUsage: boolean;
  hasWebhooks: boolean;
}

const items: NavigationItem[] = [
  { href: routes.overview, label: "Overview", icon: House, workspaceWide: false },
  { href: routes.groups, label: "Groups", icon: Network, workspaceWide: false },
  { href: routes.endpoints, label: "Endpoints", icon: Boxes, workspaceWide: true },
  {
    href: routes.usage,
    label: "Usage",
    icon: ChartNoAxesColumn,
    workspaceWide: false,
    needsUsage: true,
  },
  {
    href: routes.requests,
    label: "Find a request",
    icon: ReceiptText,
    workspaceWide: false,
    needsRequests: true,
  },
  {
    href: routes.webhooks,
    label: "Webhooks",
    icon: Webhook,
    workspaceWide: true,
    needsWebhooks: true,
  },
  { href: routes.audit, label: "Audit", icon: ScrollText, workspaceWide: true },
  {
    href: routes.playground,
    label: "Playground",
    icon: MessagesSquare,
    workspaceWide: false,
  },
  { href: routes.settings, label: "Settings", icon: Settings, workspaceWide: false },
];

/** What this member's navigation and palette offer; the pages decide for themselves. */
export function navigationFor({
  subtreeGroupId,
  hasRequests,
  hasUsage,
  hasWebhooks,
}: Audience): NavigationItem[] {
  return items.filter(
    ({ workspaceWide, needsRequests, needsUsage, needsWebhooks }) =>
      !(workspaceWide && subtreeGroupId !== null) &&
      !(needsRequests && !hasRequests) &&
      !(needsUsage && !hasUsage) &&
      !(needsWebhooks && !hasWebhooks),
  );
}

export function isCurrent(href: string, pathname: string): boolean {
  if (href === routes.overview) return pathname === href;
  const isImport = href === routes.groups && pathname.startsWith(routes.importGroups);
  return isImport || pathname.startsWith(href);
}
