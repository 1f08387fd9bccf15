import { resolve } from "node:path";
import { migrate } from "../../gateway/platform/db/migrate";
import { openDashboardDatabase } from "../../lib/db/open-database";
import { ensureFirstAdmin, type FirstAdmin } from "../../lib/members/ensure-first-admin";
import type { Settings } from "./settings";

/** Brings the dashboard's tables up to date and adds the first admin where there is no member. */
export async function prepareDashboard(
  { url, directUrl }: { url: string; directUrl: string },
  admin: Settings["admin"],
): Promise<FirstAdmin> {
  await migrate(directUrl, { directory: resolve("lib/db/migrations"), schema: "dashboard" });
  const dashboard = openDashboardDatabase(url, 1);
  try {
    return await ensureFirstAdmin(dashboard, admin);
  } finally {
    await dashboard.close();
  }
}

/** Printed the moment the admin exists: a start that fails later must not swallow the password. */
export function describeFirstAdmin(first: FirstAdmin, dashboardUrl: string): string | undefined {
  if (!first.created) return undefined;
  const password = first.generatedPassword ?? "(the one in HEADGATE_ADMIN_PASSWORD)";
  const once = first.generatedPassword === null ? "" : "   shown this once";
  return [
    `Sign in at ${dashboardUrl}`,
    `  Email     ${first.email}`,
    `  Password  ${password}${once}`,
  ].join("\n");
}
