/** Every path of the dashboard that more than its row of the navigation names. */
export const routes = {
  signIn: "/sign-in",
  overview: "/",
  groups: "/groups",
  group: (groupId: string, tab?: GroupTab) =>
    `/groups/${encodeURIComponent(groupId)}${tab && tab !== "limits" ? `?tab=${tab}` : ""}`,
  importGroups: "/import",
  groupsExport: (format: "csv" | "yaml") => `/api/groups/export?format=${format}`,
  endpoints: "/endpoints",
  newEndpoint: (slug: string) => `/endpoints?new=1&slug=${encodeURIComponent(slug)}`,
  endpoint: (slug: string) => `/endpoints#${encodeURIComponent(slug)}`,
  requests: "/requests",
  request: (requestId: string) => `/requests?id=${encodeURIComponent(requestId)}`,
  usage: "/usage",
  webhooks: "/webhooks",
  audit: "/audit",
  auditExport: "/api/audit/export",
  playground: "/playground",
  settings: "/settings",
} as const;

export const groupTabs = ["limits", "keys", "usage", "subgroups", "activity"] as const;
export type GroupTab = (typeof groupTabs)[number];
