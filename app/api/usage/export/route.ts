import { readUsageCsv } from "@/components/usage/read-usage-history";
import { authorize } from "@/lib/auth";
import { offers, serverCapabilities } from "@/lib/capabilities";
import type { ActionError } from "@/lib/result";
import { parseUsageView, usageWindow } from "@/lib/usage-view";

const statuses: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CROSS_ORIGIN: 403,
  NOT_FOUND: 404,
  VALIDATION_ERROR: 400,
};

/** A file, so errors have a status of their own: a browser must not save one as figures. */
export async function GET(request: Request): Promise<Response> {
  const view = parseUsageView(Object.fromEntries(new URL(request.url).searchParams));
  const member = await authorize("viewer", view.groupId ?? undefined);
  if (!member.ok) return refuse(member.error);
  if (!offers(await serverCapabilities(), "usage_history")) {
    return refuse({ code: "NOT_FOUND", message: "This server keeps no usage over time." });
  }
  const nowMs = Date.now();
  const csv = await readUsageCsv(member.data, view, nowMs);
  if (!csv.ok) return refuse(csv.error);
  const { from, to } = usageWindow(view, nowMs);
  const lastDay = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const name = `usage-by-${view.interval}-${from.slice(0, 10)}-to-${lastDay}.csv`;
  return new Response(csv.data, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

function refuse(error: ActionError): Response {
  return Response.json(
    { ok: false, error },
    { status: statuses[error.code] ?? 502, headers: { "cache-control": "no-store" } },
  );
}
