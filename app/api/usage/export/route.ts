import { readUsageCsv } from "@/components/usage/read-usage-history";
import { authorize } from "@/lib/auth/auth";
import { offers, serverCapabilities } from "@/lib/gateway/capabilities";
import { csvResponse } from "@/lib/http/csv-response";
import { refusal } from "@/lib/http/refusal";
import { parseUsageView, usageWindow } from "@/lib/url-state/usage-view";

/** A file, so errors have a status of their own: a browser must not save one as figures. */
export async function GET(request: Request): Promise<Response> {
  const view = parseUsageView(Object.fromEntries(new URL(request.url).searchParams));
  const member = await authorize("viewer", view.groupId ?? undefined);
  if (!member.ok) return refusal(member.error);
  if (!offers(await serverCapabilities(), "usage_history")) {
    return refusal({ code: "NOT_FOUND", message: "This server keeps no usage over time." });
  }
  const nowMs = Date.now();
  const csv = await readUsageCsv(member.data, view, nowMs);
  if (!csv.ok) return refusal(csv.error);
  const { from, to } = usageWindow(view, nowMs);
  const lastDay = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const name = `usage-by-${view.interval}-${from.slice(0, 10)}-to-${lastDay}.csv`;
  return csvResponse(name, [csv.data].values());
}
